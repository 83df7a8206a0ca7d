/// From ledgers to weights on the chain.
@NullMarked
package io.byteleap.validator.weights;

import org.jspecify.annotations.NullMarked;
