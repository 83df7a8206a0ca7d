/// Enrolment tokens, fetched from validators for workers; none is kept.
@NullMarked
package io.byteleap.miner.enrolment;

import org.jspecify.annotations.NullMarked;
