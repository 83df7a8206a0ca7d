/// Rounds of challenges, and their verification.
@NullMarked
package io.byteleap.validator.challenge;

import org.jspecify.annotations.NullMarked;
