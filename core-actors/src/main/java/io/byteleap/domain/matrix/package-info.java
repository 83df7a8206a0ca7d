/// The matrix work of a challenge: the worker computes it, the validator recomputes parts of it.
@NullMarked
package io.byteleap.domain.matrix;

import org.jspecify.annotations.NullMarked;
