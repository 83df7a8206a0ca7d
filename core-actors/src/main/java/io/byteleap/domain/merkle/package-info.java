/// Commitment to a list of row hashes, and proof of single rows.
@NullMarked
package io.byteleap.domain.merkle;

import org.jspecify.annotations.NullMarked;
