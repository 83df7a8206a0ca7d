/// What is written down of machines and orders, so that both survive the worker.
@NullMarked
package io.byteleap.worker.vm.journal;

import org.jspecify.annotations.NullMarked;
