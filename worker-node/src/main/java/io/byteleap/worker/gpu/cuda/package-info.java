/// Challenge v2 on NVIDIA GPUs, in this process: the driver's library through Java's foreign
/// functions, our own kernels, and the engine that cuts a product up so that it fits a card.
@NullMarked
package io.byteleap.worker.gpu.cuda;

import org.jspecify.annotations.NullMarked;
