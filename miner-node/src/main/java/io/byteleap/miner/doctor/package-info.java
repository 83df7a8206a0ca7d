/// What may be wrong with a miner and its surroundings, found out from outside.
@NullMarked
package io.byteleap.miner.doctor;

import org.jspecify.annotations.NullMarked;
