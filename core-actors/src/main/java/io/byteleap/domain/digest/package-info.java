/// Digests and their texts.
@NullMarked
package io.byteleap.domain.digest;

import org.jspecify.annotations.NullMarked;
