/// The journal's own words: how events and snapshots are written down for good.
@NullMarked
package io.byteleap.persistence.journal;

import org.jspecify.annotations.NullMarked;
