/// Updates of the worker: a signed manifest, versions beside each other, and the way back.
@NullMarked
package io.byteleap.worker.update;

import org.jspecify.annotations.NullMarked;
