/// The miner under load and abuse: simulated workers by the thousand, a validator that follows a
/// script, and what is measured of the miner's own process meanwhile.
@NullMarked
package io.byteleap.loadtest;

import org.jspecify.annotations.NullMarked;
