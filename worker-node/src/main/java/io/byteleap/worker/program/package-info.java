/// The worker's program on disk, and the other programs of the machine that it runs.
@NullMarked
package io.byteleap.worker.program;

import org.jspecify.annotations.NullMarked;
