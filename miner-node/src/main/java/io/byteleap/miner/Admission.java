package io.byteleap.miner;

import io.byteleap.miner.admission.Doorkeeper;
import io.byteleap.miner.worker.DoorTerms;

/// Who is let in at the door of one hotkey's workers, and what they are told there.
record Admission(Doorkeeper doorkeeper, DoorTerms terms) {}
