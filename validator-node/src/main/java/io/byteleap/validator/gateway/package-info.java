/// The reference VM gateway: certificates for workers, sessions with them, and the machines that
/// are rented on them.
@NullMarked
package io.byteleap.validator.gateway;

import org.jspecify.annotations.NullMarked;
