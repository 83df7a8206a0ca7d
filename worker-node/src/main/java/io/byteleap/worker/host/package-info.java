/// What is known of the machine, looked at in the background.
@NullMarked
package io.byteleap.worker.host;

import org.jspecify.annotations.NullMarked;
