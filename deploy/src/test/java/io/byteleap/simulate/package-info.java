/// Runs worlds of the simulation kit and reports on them, and the same network made of the nodes'
/// own actors.
@NullMarked
package io.byteleap.simulate;

import org.jspecify.annotations.NullMarked;
