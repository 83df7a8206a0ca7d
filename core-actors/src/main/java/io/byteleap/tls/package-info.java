/// Certificates and keys, in files and in memory, for what speaks TLS.
@NullMarked
package io.byteleap.tls;

import org.jspecify.annotations.NullMarked;
