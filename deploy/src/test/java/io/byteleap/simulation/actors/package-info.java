/// The simulation's second mode: the world of `io.byteleap.simulation` with the nodes' own actors.
@NullMarked
package io.byteleap.simulation.actors;

import org.jspecify.annotations.NullMarked;
