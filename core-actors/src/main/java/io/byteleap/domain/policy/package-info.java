/// What of a running validator's policy was changed from outside, and by whom.
@NullMarked
package io.byteleap.domain.policy;

import org.jspecify.annotations.NullMarked;
