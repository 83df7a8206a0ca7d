/// Who is rented.
@NullMarked
package io.byteleap.domain.lease;

import org.jspecify.annotations.NullMarked;
