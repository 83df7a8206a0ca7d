/// The tasks, their results, and the proofs of these.
@NullMarked
package io.byteleap.worker.compute;

import org.jspecify.annotations.NullMarked;
