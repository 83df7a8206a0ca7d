/// Small files that survive a crash.
@NullMarked
package io.byteleap.durable;

import org.jspecify.annotations.NullMarked;
