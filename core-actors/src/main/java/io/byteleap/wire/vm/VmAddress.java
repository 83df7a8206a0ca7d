package io.byteleap.wire.vm;

import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Label;

/// Where the answer to an order goes: its kind, and what it repeats of the order. An answer has no
/// other reference to it. Each part may be blank where the order could not be read; `keyPurpose` is
/// blank for orders that are not about keys.
public record VmAddress(
    MessageType responseType, Label taskId, Label workerId, Label vmId, Label keyPurpose) {}
