/// Benchmarks of the core, and the table that sets them beside the same work done in Python and
/// beside what the machine could do at most.
@NullMarked
package io.byteleap.bench;

import org.jspecify.annotations.NullMarked;
