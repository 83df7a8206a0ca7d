/// Messages between a miner and a validator: what is inside the synapses.
@NullMarked
package io.byteleap.wire.validator;

import org.jspecify.annotations.NullMarked;
