/// Synapses over HTTP: the server (axon) and the client (dendrite).
@NullMarked
package io.byteleap.transport;

import org.jspecify.annotations.NullMarked;
