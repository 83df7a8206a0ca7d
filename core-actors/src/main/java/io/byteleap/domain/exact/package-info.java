/// Challenge v2: the exact product of two whole matrices, its commitment, its openings,
/// their check.
@NullMarked
package io.byteleap.domain.exact;

import org.jspecify.annotations.NullMarked;
