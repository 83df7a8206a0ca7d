/// Machines that are rented on workers: what was ordered, what came of it, and what of the time
/// that was promised the tenant had.
@NullMarked
package io.byteleap.domain.rental;

import org.jspecify.annotations.NullMarked;
