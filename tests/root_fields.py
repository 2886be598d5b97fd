"""Every root field, by whether it leads to what a dealer keeps of its people.

A new field must be listed before the tests pass: whoever adds one thinks of whom it shows. It
belongs to OF_DEALERS, with what its input must say for the dealer's own staff to get further than
a stranger, whenever an id of a dealer, a lead, or something of a lead can be told to it.
"""

from typing import Any

_PERIOD = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}

OF_DEALERS: dict[str, dict[str, Any]] = {
    "leads": {},
    "leadFeed": {},
    "leadRoutingExplain": {},
    "leadMove": {"to": "CONTACTED"},
    "leadDeliver": {},
    "leadActivityCreate": {"text": "Called."},
    "leadAssign": {},
    "leadTaskCreate": {},
    "leadTaskFinish": {},
    "leadAdfResend": {},
    "leadExportCreate": {},
    "leadImport": {},
    "leadQuestionsSet": {},
    "dealerAdfAddressSet": {"adfAddress": "new@crm.example"},
    "rosterSet": {},
    "rosterRemove": {},
    "appointmentOfferSet": {},
    "appointmentArrive": {},
    "appointmentMiss": {},
    "appointmentReschedule": {},
    "appointmentCancel": {},
    "webhookEndpointCreate": {"url": "https://new.dealer.example/"},
    "webhookEndpointPing": {},
    "webhookEndpointUpdate": {},
    "webhookEndpointRotateSecret": {},
    "webhookEndpointResume": {},
    "webhookDeliveryReplay": {},
    "webhookEndpointDelete": {},
    "leadAttribution": _PERIOD,
    "leadFunnel": _PERIOD,
    "leadResponse": _PERIOD,
    "leadFeedAcknowledge": {},
    "leadMailSet": {},
    "dealerFallbackSet": {},
    "webFormCreate": {},
    "webFormUpdate": {},
    "webFormClose": {},
    "livestreamCodeCreate": {},
    "handoverAccept": {},
    "handoverDecline": {},
    "handoverEnd": {},
    "leadMerge": {},
    "leadPart": {},
    "leadRecycle": {"reason": "Moved."},
    "leadWithdraw": {},
}
"""In this order the dealer's staff can do them one after the other."""

_READ = """
    dealerLeague silentLeads enquiryForm
    auditEntries circles dealers device events grants groups handovers viewer node passKeys
    earningRules consentKeys feed rateLimit flaggedReferrals contactDataExport memberDataExport
    reports routingRules routingRulesPreview venues
"""
"""What is read by everybody, or by those whose own it is."""

_OF_MEMBERS = """
    enquiryCreate handoverJoin livestreamClaim
    appointmentBook commentCreate commentUpdate commentDelete communityJoin communityLeave
    consentGrant consentWithdraw groupCreate groupUpdate groupTransfer groupArchive leadRoute
    memberFollow memberUnfollow notificationsMarkRead passReissue postCreate postUpdate
    postDelete profileUpdate reactionSet reactionRemove referralCodeRenew referralClaim
    referralEnquire
    registrationCreate registrationAccept registrationCancel registrationCancelSeats
    reportCreate seatReallocate sessionRevoke signInStart signInComplete
"""
"""What members do."""

_OF_THE_BRAND = """
    circleCreate circleUpdate circleArchive commentHide commentUnhide communityInvite
    dealerCreate dealerUpdate earningRuleCreate eventCancel eventCreate eventEnd eventPublish
    eventStart eventUpdate gateCreate gateUpdate grantCreate grantEnd hallCreate hallUpdate
    contactErase contactWithdraw memberErase memberRemove memberSuspend memberUnsuspend
    membershipApprove
    membershipBan membershipDecline membershipUnban postHide postUnhide referralReview
    handoverActivate handoverPropose reportDismiss routingRulesActivate routingRulesDraft
    seriesCreate venueCreate venueUpdate
"""
"""What the brand's staff and hosts do."""

_OF_THE_DOOR = """
    conflictSettle deviceAssign devicePair devicePairingStart deviceRevoke doorFeed
    doorRulesSet edgeAnnounce edgePair edgePairingStart edgeRevoke eventDoor scanBatchSubmit
    scanRelay staffPinClear staffPinSet
"""
"""What happens at the door."""

OTHERS = frozenset(f"{_READ} {_OF_MEMBERS} {_OF_THE_BRAND} {_OF_THE_DOOR}".split())
