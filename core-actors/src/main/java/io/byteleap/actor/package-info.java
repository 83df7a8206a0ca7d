/// What actors of all nodes share.
@NullMarked
package io.byteleap.actor;

import org.jspecify.annotations.NullMarked;
