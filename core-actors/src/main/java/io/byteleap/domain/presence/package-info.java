/// Who is there: heartbeats and the buckets they fill.
@NullMarked
package io.byteleap.domain.presence;

import org.jspecify.annotations.NullMarked;
