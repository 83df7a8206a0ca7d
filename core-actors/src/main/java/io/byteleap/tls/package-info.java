/// Certificates and keys in files, for what speaks TLS.
@NullMarked
package io.byteleap.tls;

import org.jspecify.annotations.NullMarked;
