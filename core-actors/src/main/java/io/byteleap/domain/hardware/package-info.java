/// What a machine is made of.
@NullMarked
package io.byteleap.domain.hardware;

import org.jspecify.annotations.NullMarked;
