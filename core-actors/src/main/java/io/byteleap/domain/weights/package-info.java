/// From scores to weights on the chain.
@NullMarked
package io.byteleap.domain.weights;

import org.jspecify.annotations.NullMarked;
