/// Who is there and rented: the ledgers of the miners, and when we ourselves were there.
@NullMarked
package io.byteleap.validator.presence;

import org.jspecify.annotations.NullMarked;
