/// Who this worker is, for good.
@NullMarked
package io.byteleap.worker.identity;

import org.jspecify.annotations.NullMarked;
