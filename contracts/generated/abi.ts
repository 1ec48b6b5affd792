// Written by scripts/build-contracts.ts.
export const attestedOracleAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "attestors",
    "type": "address[]"
   },
   {
    "name": "quorum",
    "type": "uint256"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "InvalidAttestors",
  "inputs": [
   {
    "name": "attestors",
    "type": "uint256"
   },
   {
    "name": "quorum",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidRange",
  "inputs": [
   {
    "name": "startBlock",
    "type": "uint64"
   },
   {
    "name": "endBlock",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidSignature",
  "inputs": [
   {
    "name": "position",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NoQuorum",
  "inputs": [
   {
    "name": "given",
    "type": "uint256"
   },
   {
    "name": "expected",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "event",
  "name": "DataCommitmentStored",
  "inputs": [
   {
    "name": "proofNonce",
    "type": "uint256",
    "indexed": false
   },
   {
    "name": "startBlock",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "endBlock",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "dataCommitment",
    "type": "bytes32",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "ATTESTORS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_ATTESTORS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_BLOCKS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "QUORUM",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "commit",
  "inputs": [
   {
    "name": "startBlock",
    "type": "uint64"
   },
   {
    "name": "endBlock",
    "type": "uint64"
   },
   {
    "name": "dataCommitment",
    "type": "bytes32"
   },
   {
    "name": "signatures",
    "type": "bytes[]"
   }
  ],
  "outputs": [
   {
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "commitmentOf",
  "inputs": [
   {
    "name": "nonce",
    "type": "uint256"
   }
  ],
  "outputs": [
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "digest",
  "inputs": [
   {
    "name": "startBlock",
    "type": "uint64"
   },
   {
    "name": "endBlock",
    "type": "uint64"
   },
   {
    "name": "dataCommitment",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isAttestor",
  "inputs": [
   {
    "name": "attestor",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "nextNonce",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "verifyAttestation",
  "inputs": [
   {
    "name": "nonce",
    "type": "uint256"
   },
   {
    "name": "tuple",
    "type": "tuple",
    "components": [
     {
      "name": "height",
      "type": "uint256"
     },
     {
      "name": "dataRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "proof",
    "type": "tuple",
    "components": [
     {
      "name": "sideNodes",
      "type": "bytes32[]"
     },
     {
      "name": "key",
      "type": "uint256"
     },
     {
      "name": "numLeaves",
      "type": "uint256"
     }
    ]
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 }
] as const;

export const dataAvailabilityAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "oracle",
    "type": "address"
   },
   {
    "name": "namespace",
    "type": "bytes29"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "InvalidNamespace",
  "inputs": [
   {
    "name": "namespace",
    "type": "bytes29"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidProof",
  "inputs": []
 },
 {
  "type": "error",
  "name": "InvalidShare",
  "inputs": []
 },
 {
  "type": "function",
  "name": "MAX_OPENINGS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "NAMESPACE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes29"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "ORACLE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isOpenable",
  "inputs": [
   {
    "name": "daKind",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "open",
  "inputs": [
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "proof",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "ok",
    "type": "bool"
   },
   {
    "name": "length",
    "type": "uint256"
   },
   {
    "name": "chunks",
    "type": "tuple[]",
    "components": [
     {
      "name": "position",
      "type": "uint256"
     },
     {
      "name": "data",
      "type": "bytes"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "openStrictly",
  "inputs": [
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "proof",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "length",
    "type": "uint256"
   },
   {
    "name": "chunks",
    "type": "tuple[]",
    "components": [
     {
      "name": "position",
      "type": "uint256"
     },
     {
      "name": "data",
      "type": "bytes"
     }
    ]
   }
  ],
  "stateMutability": "view"
 }
] as const;

export const dataChallengesAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "inbox",
    "type": "address"
   },
   {
    "name": "data",
    "type": "address"
   },
   {
    "name": "parameters",
    "type": "tuple",
    "components": [
     {
      "name": "dataWindow",
      "type": "uint64"
     },
     {
      "name": "responseWindow",
      "type": "uint64"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "challengePeriod",
      "type": "uint64"
     }
    ]
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "AlreadyChallenged",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "BatchNotVoid",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "BlockOutOfRange",
  "inputs": [
   {
    "name": "given",
    "type": "uint64"
   },
   {
    "name": "count",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "DeadlinePassed",
  "inputs": [
   {
    "name": "deadline",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidOpenings",
  "inputs": []
 },
 {
  "type": "error",
  "name": "InvalidParameters",
  "inputs": [
   {
    "name": "parameters",
    "type": "tuple",
    "components": [
     {
      "name": "dataWindow",
      "type": "uint64"
     },
     {
      "name": "responseWindow",
      "type": "uint64"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "challengePeriod",
      "type": "uint64"
     }
    ]
   }
  ]
 },
 {
  "type": "error",
  "name": "LeafOutOfRange",
  "inputs": [
   {
    "name": "leaf",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "NodeOutOfRange",
  "inputs": [
   {
    "name": "level",
    "type": "uint8"
   },
   {
    "name": "index",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotALeaf",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotANode",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotChallengeable",
  "inputs": [
   {
    "name": "daKind",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotInBatchRoot",
  "inputs": []
 },
 {
  "type": "error",
  "name": "NotOpen",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotOpened",
  "inputs": [
   {
    "name": "position",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingRevealed",
  "inputs": [
   {
    "name": "parent",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingToClaim",
  "inputs": []
 },
 {
  "type": "error",
  "name": "PaymentFailed",
  "inputs": []
 },
 {
  "type": "error",
  "name": "ReentrancyGuardReentrantCall",
  "inputs": []
 },
 {
  "type": "error",
  "name": "UnknownBatch",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   },
   {
    "name": "count",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WindowClosed",
  "inputs": [
   {
    "name": "closedAt",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatch",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBond",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBytes",
  "inputs": [
   {
    "name": "onLayer",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongFrame",
  "inputs": []
 },
 {
  "type": "event",
  "name": "Answered",
  "inputs": [
   {
    "name": "id",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "batchIndex",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "responder",
    "type": "address",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Challenged",
  "inputs": [
   {
    "name": "id",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "batchIndex",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "level",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "index",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "deadline",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "challenger",
    "type": "address",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Claimed",
  "inputs": [
   {
    "name": "account",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Refunded",
  "inputs": [
   {
    "name": "id",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "batchIndex",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "challenger",
    "type": "address",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Revealed",
  "inputs": [
   {
    "name": "id",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "batchIndex",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "nodes",
    "type": "bytes32[]",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "BOND",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DATA",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DATA_WINDOW",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "INBOX",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "LONGEST_PERIOD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_PAYLOAD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_ROUNDS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "RESPONSE_WINDOW",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "REVEALED_LEVELS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "RULING_PERIOD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "answer",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   },
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "a",
    "type": "tuple",
    "components": [
     {
      "name": "value",
      "type": "bytes32"
     },
     {
      "name": "inputRoot",
      "type": "bytes32"
     },
     {
      "name": "leafSiblings",
      "type": "bytes32[25]"
     },
     {
      "name": "inputSiblings",
      "type": "bytes32[]"
     },
     {
      "name": "openings",
      "type": "bytes"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "answerNode",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   },
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "nodes",
    "type": "bytes32[]"
   },
   {
    "name": "siblings",
    "type": "bytes32[]"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "challenge",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   },
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "blockIndex",
    "type": "uint64"
   },
   {
    "name": "leaf",
    "type": "uint32"
   }
  ],
  "outputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "challengeAt",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "c",
    "type": "tuple",
    "components": [
     {
      "name": "challenger",
      "type": "address"
     },
     {
      "name": "deadline",
      "type": "uint64"
     },
     {
      "name": "isOpen",
      "type": "bool"
     },
     {
      "name": "level",
      "type": "uint8"
     },
     {
      "name": "round",
      "type": "uint8"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "previous",
      "type": "uint64"
     },
     {
      "name": "next",
      "type": "uint64"
     },
     {
      "name": "batchIndex",
      "type": "uint64"
     },
     {
      "name": "index",
      "type": "uint64"
     },
     {
      "name": "answeredAt",
      "type": "uint64"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "challengeCount",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "challengeId",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   },
   {
    "name": "level",
    "type": "uint8"
   },
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "challengeNode",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   },
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "level",
    "type": "uint8"
   },
   {
    "name": "index",
    "type": "uint64"
   },
   {
    "name": "parent",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "claim",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "claimable",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isSettled",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isVoid",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "refund",
  "inputs": [
   {
    "name": "id",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 }
] as const;

export const guardianAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "timelock",
    "type": "address"
   },
   {
    "name": "guardian_",
    "type": "address"
   },
   {
    "name": "maxPause",
    "type": "uint64"
   },
   {
    "name": "cooldown",
    "type": "uint64"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "InvalidPauseParameters",
  "inputs": [
   {
    "name": "maxPause",
    "type": "uint64"
   },
   {
    "name": "cooldown",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAContract",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotGuardian",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotPaused",
  "inputs": []
 },
 {
  "type": "error",
  "name": "NotTimelock",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "PauseCoolingDown",
  "inputs": [
   {
    "name": "nextPauseAt",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "event",
  "name": "GuardianSet",
  "inputs": [
   {
    "name": "guardian",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Paused",
  "inputs": [
   {
    "name": "guardian",
    "type": "address",
    "indexed": true
   },
   {
    "name": "until",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Unpaused",
  "inputs": [
   {
    "name": "caller",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "LONGEST_COOLDOWN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "LONGEST_PAUSE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_PAUSE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "PAUSE_COOLDOWN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TIMELOCK",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "guardian",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "nextPauseAt",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "pause",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "paused",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "pausedUntil",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "setGuardian",
  "inputs": [
   {
    "name": "guardian_",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "unpause",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 }
] as const;

export const inboxAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "timelock",
    "type": "address"
   },
   {
    "name": "vault",
    "type": "address"
   },
   {
    "name": "parameters",
    "type": "tuple",
    "components": [
     {
      "name": "sequencer",
      "type": "address"
     },
     {
      "name": "minDeposit",
      "type": "uint64"
     },
     {
      "name": "forceDelay",
      "type": "uint64"
     },
     {
      "name": "maxBatchAge",
      "type": "uint64"
     },
     {
      "name": "maxDrift",
      "type": "uint64"
     },
     {
      "name": "selfDelay",
      "type": "uint64"
     },
     {
      "name": "daKinds",
      "type": "uint8"
     }
    ]
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "BatchTooNew",
  "inputs": [
   {
    "name": "timestamp",
    "type": "uint64"
   },
   {
    "name": "l1Time",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "BatchTooOld",
  "inputs": [
   {
    "name": "timestamp",
    "type": "uint64"
   },
   {
    "name": "l1Time",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "DaKindNotAllowed",
  "inputs": [
   {
    "name": "kind",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "DepositOutOfRange",
  "inputs": [
   {
    "name": "amount",
    "type": "uint256"
   },
   {
    "name": "min",
    "type": "uint64"
   },
   {
    "name": "max",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "EmptyBatch",
  "inputs": []
 },
 {
  "type": "error",
  "name": "ForcedMessagesDue",
  "inputs": [
   {
    "name": "due",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "HashingFailed",
  "inputs": []
 },
 {
  "type": "error",
  "name": "InvalidDaKinds",
  "inputs": [
   {
    "name": "daKinds",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidFirstMessage",
  "inputs": [
   {
    "name": "given",
    "type": "uint64"
   },
   {
    "name": "max",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidHeaderProof",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidInboxCursor",
  "inputs": [
   {
    "name": "previous",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   },
   {
    "name": "count",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidLastBlock",
  "inputs": [
   {
    "name": "firstBlock",
    "type": "uint64"
   },
   {
    "name": "lastBlock",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidMinDeposit",
  "inputs": [
   {
    "name": "minDeposit",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidParameters",
  "inputs": [
   {
    "name": "parameters",
    "type": "tuple",
    "components": [
     {
      "name": "sequencer",
      "type": "address"
     },
     {
      "name": "minDeposit",
      "type": "uint64"
     },
     {
      "name": "forceDelay",
      "type": "uint64"
     },
     {
      "name": "maxBatchAge",
      "type": "uint64"
     },
     {
      "name": "maxDrift",
      "type": "uint64"
     },
     {
      "name": "selfDelay",
      "type": "uint64"
     },
     {
      "name": "daKinds",
      "type": "uint8"
     }
    ]
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidRecipient",
  "inputs": [
   {
    "name": "to",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidSub",
  "inputs": [
   {
    "name": "sub",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "LocalDaOutsideDevnet",
  "inputs": [
   {
    "name": "chainId",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAContract",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotConfirmed",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotSequencer",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotTimelock",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingLeftOut",
  "inputs": [
   {
    "name": "due",
    "type": "uint64"
   },
   {
    "name": "consumed",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "PayloadTooLong",
  "inputs": [
   {
    "name": "length",
    "type": "uint256"
   },
   {
    "name": "max",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "ReentrancyGuardReentrantCall",
  "inputs": []
 },
 {
  "type": "error",
  "name": "RollupNotSet",
  "inputs": []
 },
 {
  "type": "error",
  "name": "SafeERC20FailedOperation",
  "inputs": [
   {
    "name": "token",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "SequencerActive",
  "inputs": [
   {
    "name": "selfSequencingOpensAt",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "SequencerTooNew",
  "inputs": [
   {
    "name": "judgedFrom",
    "type": "uint256"
   },
   {
    "name": "batchTime",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimestampNotIncreasing",
  "inputs": [
   {
    "name": "previous",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "TooManyBlobs",
  "inputs": [
   {
    "name": "given",
    "type": "uint32"
   },
   {
    "name": "max",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "TooManyMessages",
  "inputs": [
   {
    "name": "given",
    "type": "uint256"
   },
   {
    "name": "max",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnexpectedTransfer",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "arrived",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownBatch",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   },
   {
    "name": "count",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownMessage",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   },
   {
    "name": "count",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBlobs",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongFirstBlock",
  "inputs": [
   {
    "name": "expected",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongMessages",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "event",
  "name": "BatchAppended",
  "inputs": [
   {
    "name": "index",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "batch",
    "type": "tuple",
    "indexed": false,
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "batchHash",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "DaKindsSet",
  "inputs": [
   {
    "name": "daKinds",
    "type": "uint8",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "MessageDelivered",
  "inputs": [
   {
    "name": "index",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "kind",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "sender",
    "type": "address",
    "indexed": true
   },
   {
    "name": "l1Time",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "payload",
    "type": "bytes",
    "indexed": false
   },
   {
    "name": "accumulator",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "MinDepositSet",
  "inputs": [
   {
    "name": "minDeposit",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "SequencerSet",
  "inputs": [
   {
    "name": "sequencer",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Swept",
  "inputs": [
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "ALL_DA_KINDS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "COLLATERAL",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DEPOSIT",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "ETHEREUM",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "FORCED_TRANSACTION",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "FORCE_DELAY",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "GOVERNANCE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "LONGEST_DELAY",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_BATCH_AGE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_BATCH_BLOCKS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_BLOBS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_DEPOSIT",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_DRIFT",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_FORCED_PAYLOAD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_GOVERNANCE_PAYLOAD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_MESSAGES",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_SUBS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "SELF_DELAY",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "SELF_SEQUENCED",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TIMELOCK",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TOKEN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "VAULT",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "accumulatorAt",
  "inputs": [
   {
    "name": "count",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "appendBatch",
  "inputs": [
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     },
     {
      "name": "daKind",
      "type": "uint8"
     },
     {
      "name": "daHeight",
      "type": "uint64"
     },
     {
      "name": "daStart",
      "type": "uint32"
     },
     {
      "name": "daLength",
      "type": "uint32"
     },
     {
      "name": "daCommitment",
      "type": "bytes32"
     },
     {
      "name": "batchRoot",
      "type": "bytes32"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "appendSelfSequenced",
  "inputs": [
   {
    "name": "from",
    "type": "uint64"
   },
   {
    "name": "messages",
    "type": "tuple[]",
    "components": [
     {
      "name": "kind",
      "type": "uint8"
     },
     {
      "name": "l1Block",
      "type": "uint64"
     },
     {
      "name": "l1Time",
      "type": "uint64"
     },
     {
      "name": "sender",
      "type": "address"
     },
     {
      "name": "payload",
      "type": "bytes"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "batch",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "firstBlock",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "lastTimestamp",
      "type": "uint64"
     },
     {
      "name": "inboxCursor",
      "type": "uint64"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "batchCount",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "batchHash",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "batchTime",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "daKinds",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "deposit",
  "inputs": [
   {
    "name": "to",
    "type": "address"
   },
   {
    "name": "sub",
    "type": "uint32"
   },
   {
    "name": "amount",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "deposited",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "dismissSequencer",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   },
   {
    "name": "proof",
    "type": "tuple",
    "components": [
     {
      "name": "leaves",
      "type": "bytes32[4]"
     },
     {
      "name": "siblings",
      "type": "bytes32[24]"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "dueCount",
  "inputs": [
   {
    "name": "time",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "forceTransaction",
  "inputs": [
   {
    "name": "payload",
    "type": "bytes"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "governance",
  "inputs": [
   {
    "name": "payload",
    "type": "bytes"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "lastSequenced",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "messageCount",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "messageTime",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "minDeposit",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "nextBlock",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "sequencer",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "sequencerSince",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "setDaKinds",
  "inputs": [
   {
    "name": "daKinds_",
    "type": "uint8"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setMinDeposit",
  "inputs": [
   {
    "name": "minDeposit_",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setSequencer",
  "inputs": [
   {
    "name": "sequencer_",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "sweep",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 }
] as const;

export const judgeAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "inbox",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "BadStateLength",
  "inputs": [
   {
    "name": "length",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidHeaderProof",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "NoSuchLeaf",
  "inputs": [
   {
    "name": "index",
    "type": "uint256"
   },
   {
    "name": "height",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "PrecompileStarved",
  "inputs": []
 },
 {
  "type": "error",
  "name": "WrongBatch",
  "inputs": [
   {
    "name": "blockNumber",
    "type": "uint64"
   },
   {
    "name": "firstBlock",
    "type": "uint64"
   },
   {
    "name": "lastBlock",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatchHash",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongLeaf",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongProofLength",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "function",
  "name": "INBOX",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MESSAGES_PER_BLOCK",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "PROGRAM_ENTRY",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "checkRange",
  "inputs": [
   {
    "name": "number",
    "type": "uint64"
   },
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "impliedRoot",
  "inputs": [
   {
    "name": "b",
    "type": "tuple",
    "components": [
     {
      "name": "number",
      "type": "uint64"
     },
     {
      "name": "batchIndex",
      "type": "uint64"
     },
     {
      "name": "cursorBefore",
      "type": "uint64"
     },
     {
      "name": "stateBefore",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "end",
    "type": "tuple",
    "components": [
     {
      "name": "encoded",
      "type": "bytes"
     },
     {
      "name": "leftRoot",
      "type": "bytes32"
     },
     {
      "name": "header",
      "type": "tuple",
      "components": [
       {
        "name": "leaves",
        "type": "bytes32[4]"
       },
       {
        "name": "siblings",
        "type": "bytes32[24]"
       }
      ]
     }
    ]
   }
  ],
  "outputs": [
   {
    "name": "stateRoot",
    "type": "bytes32"
   },
   {
    "name": "leaf",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "open",
  "inputs": [
   {
    "name": "number",
    "type": "uint64"
   },
   {
    "name": "input",
    "type": "tuple",
    "components": [
     {
      "name": "batchIndex",
      "type": "uint64"
     },
     {
      "name": "previousHash",
      "type": "bytes32"
     },
     {
      "name": "batch",
      "type": "tuple",
      "components": [
       {
        "name": "firstBlock",
        "type": "uint64"
       },
       {
        "name": "lastBlock",
        "type": "uint64"
       },
       {
        "name": "lastTimestamp",
        "type": "uint64"
       },
       {
        "name": "inboxCursor",
        "type": "uint64"
       },
       {
        "name": "daKind",
        "type": "uint8"
       },
       {
        "name": "daHeight",
        "type": "uint64"
       },
       {
        "name": "daStart",
        "type": "uint32"
       },
       {
        "name": "daLength",
        "type": "uint32"
       },
       {
        "name": "daCommitment",
        "type": "bytes32"
       },
       {
        "name": "batchRoot",
        "type": "bytes32"
       }
      ]
     },
     {
      "name": "inputRoot",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   },
   {
    "name": "programRoot",
    "type": "bytes32"
   },
   {
    "name": "stateBefore",
    "type": "bytes32"
   },
   {
    "name": "before",
    "type": "tuple",
    "components": [
     {
      "name": "leaves",
      "type": "bytes32[4]"
     },
     {
      "name": "siblings",
      "type": "bytes32[24]"
     }
    ]
   }
  ],
  "outputs": [
   {
    "name": "initial",
    "type": "bytes32"
   },
   {
    "name": "cursorBefore",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 }
] as const;

export const machineAbi = [
 {
  "type": "error",
  "name": "BadStateLength",
  "inputs": [
   {
    "name": "length",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "PrecompileStarved",
  "inputs": []
 },
 {
  "type": "error",
  "name": "ProofOfOtherMemory",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "actual",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "ProofTooLong",
  "inputs": [
   {
    "name": "length",
    "type": "uint256"
   },
   {
    "name": "used",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "ProofTooShort",
  "inputs": [
   {
    "name": "length",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "function",
  "name": "ECRECOVER_LENGTH",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_HASH_LENGTH",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "hashState",
  "inputs": [
   {
    "name": "encoded",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "step",
  "inputs": [
   {
    "name": "encoded",
    "type": "bytes"
   },
   {
    "name": "proof",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "preHash",
    "type": "bytes32"
   },
   {
    "name": "postHash",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 }
] as const;

export const mockUsdcAbi = [
 {
  "type": "constructor",
  "inputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "ERC20InsufficientAllowance",
  "inputs": [
   {
    "name": "spender",
    "type": "address"
   },
   {
    "name": "allowance",
    "type": "uint256"
   },
   {
    "name": "needed",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "ERC20InsufficientBalance",
  "inputs": [
   {
    "name": "sender",
    "type": "address"
   },
   {
    "name": "balance",
    "type": "uint256"
   },
   {
    "name": "needed",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "ERC20InvalidApprover",
  "inputs": [
   {
    "name": "approver",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ERC20InvalidReceiver",
  "inputs": [
   {
    "name": "receiver",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ERC20InvalidSender",
  "inputs": [
   {
    "name": "sender",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ERC20InvalidSpender",
  "inputs": [
   {
    "name": "spender",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotADevnet",
  "inputs": [
   {
    "name": "chainId",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "event",
  "name": "Approval",
  "inputs": [
   {
    "name": "owner",
    "type": "address",
    "indexed": true
   },
   {
    "name": "spender",
    "type": "address",
    "indexed": true
   },
   {
    "name": "value",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Transfer",
  "inputs": [
   {
    "name": "from",
    "type": "address",
    "indexed": true
   },
   {
    "name": "to",
    "type": "address",
    "indexed": true
   },
   {
    "name": "value",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "allowance",
  "inputs": [
   {
    "name": "owner",
    "type": "address"
   },
   {
    "name": "spender",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "approve",
  "inputs": [
   {
    "name": "spender",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "balanceOf",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "decimals",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "pure"
 },
 {
  "type": "function",
  "name": "mint",
  "inputs": [
   {
    "name": "to",
    "type": "address"
   },
   {
    "name": "amount",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "name",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "symbol",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "totalSupply",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "transfer",
  "inputs": [
   {
    "name": "to",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "transferFrom",
  "inputs": [
   {
    "name": "from",
    "type": "address"
   },
   {
    "name": "to",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable"
 }
] as const;

export const rollupAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "timelock",
    "type": "address"
   },
   {
    "name": "guardian",
    "type": "address"
   },
   {
    "name": "inbox",
    "type": "address"
   },
   {
    "name": "module",
    "type": "address"
   },
   {
    "name": "p",
    "type": "tuple",
    "components": [
     {
      "name": "genesisStateRoot",
      "type": "bytes32"
     },
     {
      "name": "programHash",
      "type": "bytes32"
     },
     {
      "name": "challengePeriod",
      "type": "uint64"
     },
     {
      "name": "exitWindow",
      "type": "uint64"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "blocksHeight",
      "type": "uint8"
     }
    ]
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "AlreadyAsserted",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "AlreadyConfirmed",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "AssertionDisputed",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "BondGone",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "BondTransferFailed",
  "inputs": [
   {
    "name": "proposer",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "BridgePaused",
  "inputs": [
   {
    "name": "until",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "ChainIdTooLarge",
  "inputs": [
   {
    "name": "chainId",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "ChallengePeriodRunning",
  "inputs": [
   {
    "name": "confirmableAt",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidChallengePeriod",
  "inputs": [
   {
    "name": "least",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidHeaderProof",
  "inputs": [
   {
    "name": "stateRoot",
    "type": "bytes32"
   },
   {
    "name": "proven",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidLastLeaf",
  "inputs": [
   {
    "name": "blocksRoot",
    "type": "bytes32"
   },
   {
    "name": "proven",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "KindIsRetired",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "ModuleKnown",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "ModuleOfOtherInbox",
  "inputs": [
   {
    "name": "expected",
    "type": "address"
   },
   {
    "name": "given",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ModuleOfOtherRollup",
  "inputs": [
   {
    "name": "expected",
    "type": "address"
   },
   {
    "name": "given",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NoSuchLeaf",
  "inputs": [
   {
    "name": "index",
    "type": "uint256"
   },
   {
    "name": "height",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAContract",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAModule",
  "inputs": [
   {
    "name": "module",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotDisputeModule",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotTimelock",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingToClaim",
  "inputs": [
   {
    "name": "proposer",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ParentNotLatest",
  "inputs": [
   {
    "name": "parent",
    "type": "bytes32"
   },
   {
    "name": "latestConfirmed",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "PrecompileStarved",
  "inputs": []
 },
 {
  "type": "error",
  "name": "ReentrancyGuardReentrantCall",
  "inputs": []
 },
 {
  "type": "error",
  "name": "StaleParent",
  "inputs": [
   {
    "name": "parent",
    "type": "bytes32"
   },
   {
    "name": "latestConfirmed",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "StillAlive",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimelockTooShort",
  "inputs": [
   {
    "name": "least",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "TooManyKinds",
  "inputs": [
   {
    "name": "most",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownAssertion",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownKind",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatchCount",
  "inputs": [
   {
    "name": "expected",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatchHash",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBlockNumber",
  "inputs": [
   {
    "name": "most",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBlocksHeight",
  "inputs": [
   {
    "name": "expected",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBond",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongChainId",
  "inputs": [
   {
    "name": "expected",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongInboxAccumulator",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongInboxCursor",
  "inputs": [
   {
    "name": "most",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongProofLength",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongTimestamp",
  "inputs": [
   {
    "name": "most",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "ZeroRoot",
  "inputs": []
 },
 {
  "type": "event",
  "name": "Asserted",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "parent",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "batchCount",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "lastBlock",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "batchHash",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "blocksRoot",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "stateRoot",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "proposer",
    "type": "address",
    "indexed": false
   },
   {
    "name": "kind",
    "type": "uint32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "BondClaimed",
  "inputs": [
   {
    "name": "proposer",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "BondForfeited",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "BondSet",
  "inputs": [
   {
    "name": "bond",
    "type": "uint96",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "ChallengePeriodSet",
  "inputs": [
   {
    "name": "challengePeriod",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Confirmed",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "lastBlock",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "stateRoot",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "withdrawalsRoot",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "DisputeModuleAdded",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32",
    "indexed": true
   },
   {
    "name": "module",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Disputed",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "rival",
    "type": "bytes32",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "KindRetired",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "ProgramHashSet",
  "inputs": [
   {
    "name": "version",
    "type": "uint32",
    "indexed": true
   },
   {
    "name": "programHash",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Retired",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "returned",
    "type": "bool",
    "indexed": false
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "BLOCKS_HEIGHT",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "BURN_ADDRESS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "CHAIN_ID",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "EXIT_WINDOW",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "GENESIS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "GUARDIAN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "INBOX",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "LONGEST_CHALLENGE_PERIOD",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_BATCHES_PER_ASSERTION",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MAX_KINDS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TIMELOCK",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "addDisputeModule",
  "inputs": [
   {
    "name": "module",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "assertState",
  "inputs": [
   {
    "name": "c",
    "type": "tuple",
    "components": [
     {
      "name": "parent",
      "type": "bytes32"
     },
     {
      "name": "kind",
      "type": "uint32"
     },
     {
      "name": "batchCount",
      "type": "uint64"
     },
     {
      "name": "batchHash",
      "type": "bytes32"
     },
     {
      "name": "blocksRoot",
      "type": "bytes32"
     },
     {
      "name": "stateRoot",
      "type": "bytes32"
     }
    ]
   },
   {
    "name": "header",
    "type": "tuple",
    "components": [
     {
      "name": "leaves",
      "type": "bytes32[4]"
     },
     {
      "name": "siblings",
      "type": "bytes32[24]"
     }
    ]
   },
   {
    "name": "siblings",
    "type": "bytes32[]"
   }
  ],
  "outputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "assertion",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "parent",
      "type": "bytes32"
     },
     {
      "name": "stateRoot",
      "type": "bytes32"
     },
     {
      "name": "withdrawalsRoot",
      "type": "bytes32"
     },
     {
      "name": "proposer",
      "type": "address"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "createdAt",
      "type": "uint64"
     },
     {
      "name": "confirmableAt",
      "type": "uint64"
     },
     {
      "name": "batchCount",
      "type": "uint64"
     },
     {
      "name": "lastBlock",
      "type": "uint64"
     },
     {
      "name": "nextBatchCount",
      "type": "uint64"
     },
     {
      "name": "nextProgramVersion",
      "type": "uint32"
     },
     {
      "name": "programVersion",
      "type": "uint32"
     },
     {
      "name": "kind",
      "type": "uint32"
     },
     {
      "name": "childCount",
      "type": "uint32"
     },
     {
      "name": "confirmed",
      "type": "bool"
     },
     {
      "name": "bondGone",
      "type": "bool"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "assertionId",
  "inputs": [
   {
    "name": "c",
    "type": "tuple",
    "components": [
     {
      "name": "parent",
      "type": "bytes32"
     },
     {
      "name": "kind",
      "type": "uint32"
     },
     {
      "name": "batchCount",
      "type": "uint64"
     },
     {
      "name": "batchHash",
      "type": "bytes32"
     },
     {
      "name": "blocksRoot",
      "type": "bytes32"
     },
     {
      "name": "stateRoot",
      "type": "bytes32"
     }
    ]
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "pure"
 },
 {
  "type": "function",
  "name": "bond",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "challengePeriod",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "claim",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "claimable",
  "inputs": [
   {
    "name": "proposer",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "amount",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "confirm",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "confirmedWithdrawalsRoot",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "disputeKinds",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "disputeModule",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "forfeit",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "amount",
    "type": "uint256"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "isDisputed",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "kindRetired",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "latestConfirmed",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "longestExit",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "nextBatchCount",
  "inputs": [
   {
    "name": "parent",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "programHash",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "programHashAt",
  "inputs": [
   {
    "name": "version",
    "type": "uint32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "retire",
  "inputs": [
   {
    "name": "c",
    "type": "tuple",
    "components": [
     {
      "name": "parent",
      "type": "bytes32"
     },
     {
      "name": "kind",
      "type": "uint32"
     },
     {
      "name": "batchCount",
      "type": "uint64"
     },
     {
      "name": "batchHash",
      "type": "bytes32"
     },
     {
      "name": "blocksRoot",
      "type": "bytes32"
     },
     {
      "name": "stateRoot",
      "type": "bytes32"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "retireKind",
  "inputs": [
   {
    "name": "kind",
    "type": "uint32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setBond",
  "inputs": [
   {
    "name": "bond_",
    "type": "uint96"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setChallengePeriod",
  "inputs": [
   {
    "name": "challengePeriod_",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setProgramHash",
  "inputs": [
   {
    "name": "programHash_",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 }
] as const;

export const timelockControllerAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "minDelay",
    "type": "uint256"
   },
   {
    "name": "proposers",
    "type": "address[]"
   },
   {
    "name": "executors",
    "type": "address[]"
   },
   {
    "name": "admin",
    "type": "address"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "AccessControlBadConfirmation",
  "inputs": []
 },
 {
  "type": "error",
  "name": "AccessControlUnauthorizedAccount",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   },
   {
    "name": "neededRole",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "FailedCall",
  "inputs": []
 },
 {
  "type": "error",
  "name": "TimelockInsufficientDelay",
  "inputs": [
   {
    "name": "delay",
    "type": "uint256"
   },
   {
    "name": "minDelay",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimelockInvalidOperationLength",
  "inputs": [
   {
    "name": "targets",
    "type": "uint256"
   },
   {
    "name": "payloads",
    "type": "uint256"
   },
   {
    "name": "values",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimelockUnauthorizedCaller",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimelockUnexecutedPredecessor",
  "inputs": [
   {
    "name": "predecessorId",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "TimelockUnexpectedOperationState",
  "inputs": [
   {
    "name": "operationId",
    "type": "bytes32"
   },
   {
    "name": "expectedStates",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "event",
  "name": "CallExecuted",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "index",
    "type": "uint256",
    "indexed": true
   },
   {
    "name": "target",
    "type": "address",
    "indexed": false
   },
   {
    "name": "value",
    "type": "uint256",
    "indexed": false
   },
   {
    "name": "data",
    "type": "bytes",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "CallSalt",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "salt",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "CallScheduled",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "index",
    "type": "uint256",
    "indexed": true
   },
   {
    "name": "target",
    "type": "address",
    "indexed": false
   },
   {
    "name": "value",
    "type": "uint256",
    "indexed": false
   },
   {
    "name": "data",
    "type": "bytes",
    "indexed": false
   },
   {
    "name": "predecessor",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "delay",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Cancelled",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "MinDelayChange",
  "inputs": [
   {
    "name": "oldDuration",
    "type": "uint256",
    "indexed": false
   },
   {
    "name": "newDuration",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "RoleAdminChanged",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "previousAdminRole",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "newAdminRole",
    "type": "bytes32",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "RoleGranted",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "account",
    "type": "address",
    "indexed": true
   },
   {
    "name": "sender",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "RoleRevoked",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "account",
    "type": "address",
    "indexed": true
   },
   {
    "name": "sender",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "CANCELLER_ROLE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DEFAULT_ADMIN_ROLE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "EXECUTOR_ROLE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "PROPOSER_ROLE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "cancel",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "execute",
  "inputs": [
   {
    "name": "target",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   },
   {
    "name": "payload",
    "type": "bytes"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "executeBatch",
  "inputs": [
   {
    "name": "targets",
    "type": "address[]"
   },
   {
    "name": "values",
    "type": "uint256[]"
   },
   {
    "name": "payloads",
    "type": "bytes[]"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "getMinDelay",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "getOperationState",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "getRoleAdmin",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "getTimestamp",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "grantRole",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32"
   },
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "hasRole",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32"
   },
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "hashOperation",
  "inputs": [
   {
    "name": "target",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   },
   {
    "name": "data",
    "type": "bytes"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "pure"
 },
 {
  "type": "function",
  "name": "hashOperationBatch",
  "inputs": [
   {
    "name": "targets",
    "type": "address[]"
   },
   {
    "name": "values",
    "type": "uint256[]"
   },
   {
    "name": "payloads",
    "type": "bytes[]"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "pure"
 },
 {
  "type": "function",
  "name": "isOperation",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isOperationDone",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isOperationPending",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isOperationReady",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "onERC1155BatchReceived",
  "inputs": [
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "uint256[]"
   },
   {
    "name": "",
    "type": "uint256[]"
   },
   {
    "name": "",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "onERC1155Received",
  "inputs": [
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "uint256"
   },
   {
    "name": "",
    "type": "uint256"
   },
   {
    "name": "",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "onERC721Received",
  "inputs": [
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "address"
   },
   {
    "name": "",
    "type": "uint256"
   },
   {
    "name": "",
    "type": "bytes"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes4"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "renounceRole",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32"
   },
   {
    "name": "callerConfirmation",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "revokeRole",
  "inputs": [
   {
    "name": "role",
    "type": "bytes32"
   },
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "schedule",
  "inputs": [
   {
    "name": "target",
    "type": "address"
   },
   {
    "name": "value",
    "type": "uint256"
   },
   {
    "name": "data",
    "type": "bytes"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   },
   {
    "name": "delay",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "scheduleBatch",
  "inputs": [
   {
    "name": "targets",
    "type": "address[]"
   },
   {
    "name": "values",
    "type": "uint256[]"
   },
   {
    "name": "payloads",
    "type": "bytes[]"
   },
   {
    "name": "predecessor",
    "type": "bytes32"
   },
   {
    "name": "salt",
    "type": "bytes32"
   },
   {
    "name": "delay",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "supportsInterface",
  "inputs": [
   {
    "name": "interfaceId",
    "type": "bytes4"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "updateDelay",
  "inputs": [
   {
    "name": "newDelay",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "receive",
  "stateMutability": "payable"
 }
] as const;

export const tournamentAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "rollup",
    "type": "address"
   },
   {
    "name": "machine",
    "type": "address"
   },
   {
    "name": "judge",
    "type": "address"
   },
   {
    "name": "dataChallenges",
    "type": "address"
   },
   {
    "name": "p",
    "type": "tuple",
    "components": [
     {
      "name": "heights",
      "type": "uint8[3]"
     },
     {
      "name": "clocks",
      "type": "tuple",
      "components": [
       {
        "name": "allowance",
        "type": "uint64"
       },
       {
        "name": "moveTime",
        "type": "uint64"
       },
       {
        "name": "joinWindow",
        "type": "uint64"
       },
       {
        "name": "grace",
        "type": "uint64"
       },
       {
        "name": "offline",
        "type": "uint64"
       }
      ]
     },
     {
      "name": "blockBond",
      "type": "uint96"
     },
     {
      "name": "stretchBond",
      "type": "uint96"
     },
     {
      "name": "tipCap",
      "type": "uint256"
     }
    ]
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "AllowanceTooShort",
  "inputs": [
   {
    "name": "least",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "AlreadyJoined",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "BatchIsVoid",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "BatchNotVoid",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "BatchUnsettled",
  "inputs": [
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "ClockExpired",
  "inputs": [
   {
    "name": "deadline",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "ClockRunning",
  "inputs": [
   {
    "name": "deadline",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "DataOfOtherInbox",
  "inputs": [
   {
    "name": "expected",
    "type": "address"
   },
   {
    "name": "given",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "DurationTooLong",
  "inputs": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "most",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InnerRunning",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidHeaderProof",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidHeight",
  "inputs": [
   {
    "name": "level",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "IsPadding",
  "inputs": [
   {
    "name": "position",
    "type": "uint64"
   },
   {
    "name": "blocks",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "JoinClosed",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "closedAt",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "JoinWindowTooShort",
  "inputs": [
   {
    "name": "least",
    "type": "uint64"
   },
   {
    "name": "given",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NoSuchLeaf",
  "inputs": [
   {
    "name": "index",
    "type": "uint256"
   },
   {
    "name": "height",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NoSuchOutcome",
  "inputs": [
   {
    "name": "implied",
    "type": "bytes32"
   },
   {
    "name": "one",
    "type": "bytes32"
   },
   {
    "name": "two",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAContract",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotPadding",
  "inputs": [
   {
    "name": "position",
    "type": "uint64"
   },
   {
    "name": "blocks",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotRollup",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingToBurn",
  "inputs": []
 },
 {
  "type": "error",
  "name": "NothingToClaim",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NothingToCollect",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "mover",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "PrecompileStarved",
  "inputs": []
 },
 {
  "type": "error",
  "name": "TransferFailed",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownGame",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownMatch",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatch",
  "inputs": [
   {
    "name": "blockNumber",
    "type": "uint64"
   },
   {
    "name": "firstBlock",
    "type": "uint64"
   },
   {
    "name": "lastBlock",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBatchHash",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongBond",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongChildren",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongHeight",
  "inputs": [
   {
    "name": "expected",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongLeaf",
  "inputs": [
   {
    "name": "expected",
    "type": "bytes32"
   },
   {
    "name": "given",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongLevel",
  "inputs": [
   {
    "name": "expected",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongProofLength",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongProofLength",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "given",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongStatus",
  "inputs": [
   {
    "name": "expected",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "ZeroDuration",
  "inputs": [
   {
    "name": "name",
    "type": "string"
   }
  ]
 },
 {
  "type": "event",
  "name": "Advanced",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "matchId",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "height",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "position",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "parentNode",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "left",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "right",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "BlockOpened",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "number",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "batchIndex",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "inputRoot",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "stateBefore",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Burned",
  "inputs": [
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Claimed",
  "inputs": [
   {
    "name": "account",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Credited",
  "inputs": [
   {
    "name": "account",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Eliminated",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "commitment",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "owner",
    "type": "address",
    "indexed": false
   },
   {
    "name": "bond",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Joined",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "commitment",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "tag",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "owner",
    "type": "address",
    "indexed": true
   },
   {
    "name": "clock",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "MatchStarted",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "matchId",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "one",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "two",
    "type": "bytes32",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Opened",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "level",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "outerGame",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "outerMatch",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "agreed",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "outcomeOne",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "outcomeTwo",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "closesAt",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Reopened",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "closesAt",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "Resolved",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "matchId",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "winner",
    "type": "bytes32",
    "indexed": false
   },
   {
    "name": "reason",
    "type": "uint8",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "ALLOWANCE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "BURN_ADDRESS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DATA_CHALLENGES",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "GRACE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "INBOX",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "JOIN_WINDOW",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "JUDGE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MACHINE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "MOVE_TIME",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "OFFLINE",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "ROLLUP",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TIP_CAP",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "advance",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "left",
    "type": "bytes32"
   },
   {
    "name": "right",
    "type": "bytes32"
   },
   {
    "name": "newLeft",
    "type": "bytes32"
   },
   {
    "name": "newRight",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "blockOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "number",
      "type": "uint64"
     },
     {
      "name": "batchIndex",
      "type": "uint64"
     },
     {
      "name": "cursorBefore",
      "type": "uint64"
     },
     {
      "name": "stateBefore",
      "type": "bytes32"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "blocksHeight",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "burn",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "burnable",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "claim",
  "inputs": [],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "claimTimeout",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "claimable",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "wei_",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "collect",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "mover",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "currentMatch",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "enter",
  "inputs": [
   {
    "name": "e",
    "type": "tuple",
    "components": [
     {
      "name": "parent",
      "type": "bytes32"
     },
     {
      "name": "id",
      "type": "bytes32"
     },
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "proposer",
      "type": "address"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "closesAt",
      "type": "uint64"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "gameOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "level",
      "type": "uint8"
     },
     {
      "name": "bondReturned",
      "type": "bool"
     },
     {
      "name": "startedAt",
      "type": "uint64"
     },
     {
      "name": "closesAt",
      "type": "uint64"
     },
     {
      "name": "lastResolvedAt",
      "type": "uint64"
     },
     {
      "name": "participants",
      "type": "uint32"
     },
     {
      "name": "activeMatches",
      "type": "uint32"
     },
     {
      "name": "waiting",
      "type": "bytes32"
     },
     {
      "name": "outerGame",
      "type": "bytes32"
     },
     {
      "name": "outerMatch",
      "type": "bytes32"
     },
     {
      "name": "agreed",
      "type": "bytes32"
     },
     {
      "name": "outcomeOne",
      "type": "bytes32"
     },
     {
      "name": "outcomeTwo",
      "type": "bytes32"
     },
     {
      "name": "clockOne",
      "type": "uint64"
     },
     {
      "name": "clockTwo",
      "type": "uint64"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "height",
  "inputs": [
   {
    "name": "level",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "innerGame",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "pure"
 },
 {
  "type": "function",
  "name": "joinBlock",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "end",
    "type": "tuple",
    "components": [
     {
      "name": "encoded",
      "type": "bytes"
     },
     {
      "name": "leftRoot",
      "type": "bytes32"
     },
     {
      "name": "header",
      "type": "tuple",
      "components": [
       {
        "name": "leaves",
        "type": "bytes32[4]"
       },
       {
        "name": "siblings",
        "type": "bytes32[24]"
       }
      ]
     }
    ]
   },
   {
    "name": "siblings",
    "type": "bytes32[]"
   }
  ],
  "outputs": [
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "joinBond",
  "inputs": [
   {
    "name": "level",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "joinStretch",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "lastLeaf",
    "type": "bytes32"
   },
   {
    "name": "siblings",
    "type": "bytes32[]"
   }
  ],
  "outputs": [
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "stateMutability": "payable"
 },
 {
  "type": "function",
  "name": "longestDispute",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "matchOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "one",
      "type": "bytes32"
     },
     {
      "name": "two",
      "type": "bytes32"
     },
     {
      "name": "parentNode",
      "type": "bytes32"
     },
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "position",
      "type": "uint64"
     },
     {
      "name": "turnStartedAt",
      "type": "uint64"
     },
     {
      "name": "height",
      "type": "uint8"
     },
     {
      "name": "status",
      "type": "uint8"
     },
     {
      "name": "spentOne",
      "type": "uint96"
     },
     {
      "name": "spentTwo",
      "type": "uint96"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "mayConfirm",
  "inputs": [
   {
    "name": "parent",
    "type": "bytes32"
   },
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "minChallengePeriod",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "openBlock",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "leaves",
    "type": "tuple",
    "components": [
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "agreed",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   },
   {
    "name": "input",
    "type": "tuple",
    "components": [
     {
      "name": "batchIndex",
      "type": "uint64"
     },
     {
      "name": "previousHash",
      "type": "bytes32"
     },
     {
      "name": "batch",
      "type": "tuple",
      "components": [
       {
        "name": "firstBlock",
        "type": "uint64"
       },
       {
        "name": "lastBlock",
        "type": "uint64"
       },
       {
        "name": "lastTimestamp",
        "type": "uint64"
       },
       {
        "name": "inboxCursor",
        "type": "uint64"
       },
       {
        "name": "daKind",
        "type": "uint8"
       },
       {
        "name": "daHeight",
        "type": "uint64"
       },
       {
        "name": "daStart",
        "type": "uint32"
       },
       {
        "name": "daLength",
        "type": "uint32"
       },
       {
        "name": "daCommitment",
        "type": "bytes32"
       },
       {
        "name": "batchRoot",
        "type": "bytes32"
       }
      ]
     },
     {
      "name": "inputRoot",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   },
   {
    "name": "before",
    "type": "tuple",
    "components": [
     {
      "name": "leaves",
      "type": "bytes32[4]"
     },
     {
      "name": "siblings",
      "type": "bytes32[24]"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "openStretch",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "leaves",
    "type": "tuple",
    "components": [
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "agreed",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "outcomeOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "over",
    "type": "bool"
   },
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "owed",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "one",
    "type": "bool"
   },
   {
    "name": "mover",
    "type": "address"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "participantOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "commitment",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "tuple",
    "components": [
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "tag",
      "type": "bytes32"
     },
     {
      "name": "owner",
      "type": "address"
     },
     {
      "name": "bond",
      "type": "uint96"
     },
     {
      "name": "clock",
      "type": "uint64"
     },
     {
      "name": "eliminated",
      "type": "bool"
     }
    ]
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "proveStep",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "leaves",
    "type": "tuple",
    "components": [
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "agreed",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   },
   {
    "name": "encoded",
    "type": "bytes"
   },
   {
    "name": "witness",
    "type": "bytes"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "resolveInner",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "returnBond",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "settlePadding",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "left",
    "type": "bytes32"
   },
   {
    "name": "right",
    "type": "bytes32"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "settleVoid",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   },
   {
    "name": "leaves",
    "type": "tuple",
    "components": [
     {
      "name": "left",
      "type": "bytes32"
     },
     {
      "name": "right",
      "type": "bytes32"
     },
     {
      "name": "agreed",
      "type": "bytes32"
     },
     {
      "name": "siblings",
      "type": "bytes32[]"
     }
    ]
   },
   {
    "name": "batchIndex",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "turnOf",
  "inputs": [
   {
    "name": "game",
    "type": "bytes32"
   },
   {
    "name": "matchId",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "commitment",
    "type": "bytes32"
   },
   {
    "name": "deadline",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "winner",
  "inputs": [
   {
    "name": "parent",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "receive",
  "stateMutability": "payable"
 }
] as const;

export const vaultAbi = [
 {
  "type": "constructor",
  "inputs": [
   {
    "name": "timelock",
    "type": "address"
   },
   {
    "name": "guardian",
    "type": "address"
   },
   {
    "name": "token",
    "type": "address"
   },
   {
    "name": "cap",
    "type": "uint64"
   },
   {
    "name": "windowSeconds",
    "type": "uint64"
   }
  ],
  "stateMutability": "nonpayable"
 },
 {
  "type": "error",
  "name": "AlreadyPaid",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "AlreadyReturned",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "AssertionNotConfirmed",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   }
  ]
 },
 {
  "type": "error",
  "name": "BridgePaused",
  "inputs": [
   {
    "name": "until",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "FieldNotPresentInBlockHeader",
  "inputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "IndexOutOfRange",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidRecipient",
  "inputs": [
   {
    "name": "recipient",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidWindow",
  "inputs": [
   {
    "name": "windowSeconds",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "InvalidWithdrawalProof",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotAContract",
  "inputs": [
   {
    "name": "account",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotATransfer",
  "inputs": [
   {
    "name": "log",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotDeployer",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotTimelock",
  "inputs": [
   {
    "name": "caller",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "NotToTheBridge",
  "inputs": [
   {
    "name": "to",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "OutflowCapExceeded",
  "inputs": [
   {
    "name": "available",
    "type": "uint64"
   }
  ]
 },
 {
  "type": "error",
  "name": "RLPInvalidEncoding",
  "inputs": []
 },
 {
  "type": "error",
  "name": "ReceiptOfBridge",
  "inputs": [
   {
    "name": "emitter",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "ReentrancyGuardReentrantCall",
  "inputs": []
 },
 {
  "type": "error",
  "name": "RollupAlreadySet",
  "inputs": [
   {
    "name": "rollup",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "RollupMismatch",
  "inputs": [
   {
    "name": "rollup",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "SafeERC20FailedOperation",
  "inputs": [
   {
    "name": "token",
    "type": "address"
   }
  ]
 },
 {
  "type": "error",
  "name": "SurplusTooSmall",
  "inputs": [
   {
    "name": "amount",
    "type": "uint256"
   },
   {
    "name": "surplus",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "TrieProofTraversalError",
  "inputs": [
   {
    "name": "err",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnexpectedTransfer",
  "inputs": [
   {
    "name": "expected",
    "type": "uint256"
   },
   {
    "name": "moved",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownAsset",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "error",
  "name": "UnknownBlock",
  "inputs": [
   {
    "name": "number",
    "type": "uint256"
   }
  ]
 },
 {
  "type": "error",
  "name": "WrongDecimals",
  "inputs": [
   {
    "name": "expected",
    "type": "uint8"
   },
   {
    "name": "given",
    "type": "uint8"
   }
  ]
 },
 {
  "type": "event",
  "name": "InsuranceFunded",
  "inputs": [
   {
    "name": "from",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "OutflowCapSet",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8",
    "indexed": true
   },
   {
    "name": "cap",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "RollupSet",
  "inputs": [
   {
    "name": "rollup",
    "type": "address",
    "indexed": true
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "TransferReturned",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32",
    "indexed": true
   },
   {
    "name": "to",
    "type": "address",
    "indexed": true
   },
   {
    "name": "amount",
    "type": "uint256",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "WithdrawalPaid",
  "inputs": [
   {
    "name": "index",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "recipient",
    "type": "address",
    "indexed": true
   },
   {
    "name": "asset",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "amount",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "event",
  "name": "WithdrawalPartPaid",
  "inputs": [
   {
    "name": "index",
    "type": "uint64",
    "indexed": true
   },
   {
    "name": "recipient",
    "type": "address",
    "indexed": true
   },
   {
    "name": "asset",
    "type": "uint8",
    "indexed": false
   },
   {
    "name": "part",
    "type": "uint64",
    "indexed": false
   },
   {
    "name": "rest",
    "type": "uint64",
    "indexed": false
   }
  ],
  "anonymous": false
 },
 {
  "type": "function",
  "name": "COLLATERAL",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DECIMALS",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "DEPLOYER",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "GUARDIAN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TIMELOCK",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "TOKEN",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "confirmedRoot",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "root",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "fundInsurance",
  "inputs": [
   {
    "name": "amount",
    "type": "uint256"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "insuranceFunded",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isPaid",
  "inputs": [
   {
    "name": "index",
    "type": "uint64"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "isReturned",
  "inputs": [
   {
    "name": "id",
    "type": "bytes32"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "outflowAvailable",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "outflowCap",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "uint64"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "outflowReturns",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "first",
    "type": "uint64"
   },
   {
    "name": "slotSeconds",
    "type": "uint64"
   },
   {
    "name": "amounts",
    "type": "uint64[12]"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "paidOf",
  "inputs": [
   {
    "name": "indexes",
    "type": "uint64[]"
   }
  ],
  "outputs": [
   {
    "name": "whole",
    "type": "bool[]"
   },
   {
    "name": "parts",
    "type": "uint64[]"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "paidOut",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "returnTransfer",
  "inputs": [
   {
    "name": "proof",
    "type": "tuple",
    "components": [
     {
      "name": "header",
      "type": "bytes"
     },
     {
      "name": "transaction",
      "type": "uint256"
     },
     {
      "name": "nodes",
      "type": "bytes[]"
     },
     {
      "name": "log",
      "type": "uint256"
     }
    ]
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "rollup",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "setOutflowCap",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   },
   {
    "name": "cap",
    "type": "uint64"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "setRollup",
  "inputs": [
   {
    "name": "rollup_",
    "type": "address"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "surplus",
  "inputs": [],
  "outputs": [
   {
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "tokenOf",
  "inputs": [
   {
    "name": "asset",
    "type": "uint8"
   }
  ],
  "outputs": [
   {
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view"
 },
 {
  "type": "function",
  "name": "withdraw",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   },
   {
    "name": "index",
    "type": "uint64"
   },
   {
    "name": "recipient",
    "type": "address"
   },
   {
    "name": "asset",
    "type": "uint8"
   },
   {
    "name": "amount",
    "type": "uint64"
   },
   {
    "name": "proof",
    "type": "bytes32[32]"
   }
  ],
  "outputs": [],
  "stateMutability": "nonpayable"
 },
 {
  "type": "function",
  "name": "withdrawPart",
  "inputs": [
   {
    "name": "assertionId",
    "type": "bytes32"
   },
   {
    "name": "index",
    "type": "uint64"
   },
   {
    "name": "recipient",
    "type": "address"
   },
   {
    "name": "asset",
    "type": "uint8"
   },
   {
    "name": "amount",
    "type": "uint64"
   },
   {
    "name": "least",
    "type": "uint64"
   },
   {
    "name": "proof",
    "type": "bytes32[32]"
   }
  ],
  "outputs": [
   {
    "name": "part",
    "type": "uint64"
   }
  ],
  "stateMutability": "nonpayable"
 }
] as const;
