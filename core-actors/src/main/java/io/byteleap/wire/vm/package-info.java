/// Messages between a worker and the VM gateway: enrolment over HTTP, then a WebSocket with client
/// certificates.
@NullMarked
package io.byteleap.wire.vm;

import org.jspecify.annotations.NullMarked;
