/// What the projections wrote, to look up.
@NullMarked
package io.byteleap.persistence.read;

import org.jspecify.annotations.NullMarked;
