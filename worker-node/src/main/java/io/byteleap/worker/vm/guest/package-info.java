/// What is asked of the agent inside a machine, and how far it is believed.
@NullMarked
package io.byteleap.worker.vm.guest;

import org.jspecify.annotations.NullMarked;
