/// Quantities with their range.
@NullMarked
package io.byteleap.domain.units;

import org.jspecify.annotations.NullMarked;
