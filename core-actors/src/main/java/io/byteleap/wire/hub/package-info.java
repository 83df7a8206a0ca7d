/// Messages between a validator and the marketplace hub ("MeshHub"): what is inside its WebSocket.
@NullMarked
package io.byteleap.wire.hub;

import org.jspecify.annotations.NullMarked;
