/// The publisher's side of updates: keys, and versions signed with them.
@NullMarked
package io.byteleap.worker.release;

import org.jspecify.annotations.NullMarked;
