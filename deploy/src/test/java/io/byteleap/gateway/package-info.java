/// Workers at the reference VM gateway, both real, over real TLS.
@NullMarked
package io.byteleap.gateway;

import org.jspecify.annotations.NullMarked;
