/// The validator node: configuration, wiring, start and stop.
@NullMarked
package io.byteleap.validator;

import org.jspecify.annotations.NullMarked;
