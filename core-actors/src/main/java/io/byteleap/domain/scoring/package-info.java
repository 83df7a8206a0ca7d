/// From leases and presence to scores.
@NullMarked
package io.byteleap.domain.scoring;

import org.jspecify.annotations.NullMarked;
