/// A whole network in one thread of simulated time: the machines of the domain, links that lose and
/// delay, nodes that crash, peers that lie, and rules that must hold after every event.
@NullMarked
package io.byteleap.simulation;

import org.jspecify.annotations.NullMarked;
