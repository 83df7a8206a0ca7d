/// The door to the marketplace's hub: which workers are rented, tasks, changes of the policy; and
/// what the hub is told.
@NullMarked
package io.byteleap.validator.hub;

import org.jspecify.annotations.NullMarked;
