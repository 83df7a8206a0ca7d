/// One validator in several processes: who they are, how they talk, and when one must stop.
@NullMarked
package io.byteleap.validator.cluster;

import org.jspecify.annotations.NullMarked;
