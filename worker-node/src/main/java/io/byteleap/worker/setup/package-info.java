/// Prepares the host so that its GPUs can be given to virtual machines, takes that back, and says
/// how things stand.
@NullMarked
package io.byteleap.worker.setup;

import org.jspecify.annotations.NullMarked;
