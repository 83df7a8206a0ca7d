package io.byteleap.worker.gpu.cuda;

/// A place in a lane that can be waited for; set anew as often as wanted. A handle of the driver's.
record Mark(long handle) {}
