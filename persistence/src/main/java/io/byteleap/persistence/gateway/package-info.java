/// Workers at the VM gateway, in PostgreSQL.
@NullMarked
package io.byteleap.persistence.gateway;

import org.jspecify.annotations.NullMarked;
