/// The life of a challenge on all three sides.
@NullMarked
package io.byteleap.domain.challenge;

import org.jspecify.annotations.NullMarked;
