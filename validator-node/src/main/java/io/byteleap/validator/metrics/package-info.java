/// What a validator counts of itself.
@NullMarked
package io.byteleap.validator.metrics;

import org.jspecify.annotations.NullMarked;
