/// What challenge v2 looks like on its way: tasks, commitments, requests, openings.
@NullMarked
package io.byteleap.wire.exact;

import org.jspecify.annotations.NullMarked;
