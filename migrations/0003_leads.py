from tortoise import migrations
from tortoise.migrations import operations as ops
from models.appointments.offers import AppointmentKind
from models.appointments.payments import NoticeKind, NoticeVerdict
from models.appointments.rows import AppointmentState
from models.clock import now
from models.grants import Role
from models.ids import new
from models.lead_activities import ActivityKind
from models.lead_changes import LeadChangeKind
from models.lead_clocks import EscalationStep
from models.leads import LeadState
from models.referrals.rows import ReferralFlag, ReferralStage, ReferralVerdict
from models.touches import LeadSource
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0002_the_door')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AppointmentOffer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharEnumField(description='TEST_DRIVE: TEST_DRIVE\nSTORE_VISIT: STORE_VISIT', enum_type=AppointmentKind, max_length=12)),
                ('opening_hours', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('closed_days', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('slot_minutes', fields.IntField()),
                ('capacity', fields.IntField()),
                ('lead_minutes', fields.IntField()),
                ('horizon_days', fields.IntField()),
                ('price_fen', fields.IntField()),
                ('is_open', fields.BooleanField()),
                ('changed_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appointment_offers', 'app': 'models', 'unique_together': (('dealer_id', 'kind'),), 'pk_attr': 'id', 'table_description': 'One per dealer and kind, its row lock serialises what is booked by it.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Appointment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('offer', fields.ForeignKeyField('models.AppointmentOffer', source_field='offer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharEnumField(description='TEST_DRIVE: TEST_DRIVE\nSTORE_VISIT: STORE_VISIT', enum_type=AppointmentKind, max_length=12)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('contact', fields.ForeignKeyField('models.Contact', source_field='contact_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('state', fields.CharEnumField(description='AWAITING_PAYMENT: AWAITING_PAYMENT\nCONFIRMED: CONFIRMED\nARRIVED: ARRIVED\nNO_SHOW: NO_SHOW\nCANCELLED: CANCELLED\nLAPSED: LAPSED\nREFUNDED: REFUNDED', enum_type=AppointmentState, max_length=16)),
                ('place', fields.IntField()),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('hold_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sequence', fields.IntField(default=0)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appointments', 'app': 'models', 'indexes': [Index(fields=['dealer_id', 'starts_at', 'id']), Index(fields=['member_id', 'id']), Index(fields=['offer_id', 'starts_at'])], 'pk_attr': 'id', 'table_description': "One member at one slot, where `place` is one of the offer's capacity from 1."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='AppointmentStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('appointment', fields.ForeignKeyField('models.Appointment', source_field='appointment_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('from_state', fields.CharEnumField(null=True, description='AWAITING_PAYMENT: AWAITING_PAYMENT\nCONFIRMED: CONFIRMED\nARRIVED: ARRIVED\nNO_SHOW: NO_SHOW\nCANCELLED: CANCELLED\nLAPSED: LAPSED\nREFUNDED: REFUNDED', enum_type=AppointmentState, max_length=16)),
                ('to_state', fields.CharEnumField(description='AWAITING_PAYMENT: AWAITING_PAYMENT\nCONFIRMED: CONFIRMED\nARRIVED: ARRIVED\nNO_SHOW: NO_SHOW\nCANCELLED: CANCELLED\nLAPSED: LAPSED\nREFUNDED: REFUNDED', enum_type=AppointmentState, max_length=16)),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('actor_id', fields.UUIDField(null=True)),
                ('note', fields.CharField(default='', max_length=500)),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'appointment_steps', 'app': 'models', 'indexes': [Index(fields=['appointment_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One step, append-only, `starts_at` is when the appointment was from then on.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadActivity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('lead', fields.ForeignKeyField('models.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharEnumField(description='CALL: CALL\nMESSAGE: MESSAGE\nEMAIL: EMAIL\nMEETING: MEETING\nNOTE: NOTE', enum_type=ActivityKind, max_length=12)),
                ('has_reached', fields.BooleanField(default=False)),
                ('text', fields.TextField(default='', unique=False)),
                ('actor_id', fields.UUIDField()),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lead_activities', 'app': 'models', 'indexes': [Index(fields=['lead_id', 'id'])], 'pk_attr': 'id', 'table_description': "One entry of a lead's timeline, `has_reached` says whether the person was spoken with."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadEscalation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('lead', fields.ForeignKeyField('models.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('step', fields.CharEnumField(description='STAFF: STAFF\nMANAGER: MANAGER\nBRAND: BRAND', enum_type=EscalationStep, max_length=12)),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lead_escalations', 'app': 'models', 'unique_together': (('lead_id', 'step'),), 'pk_attr': 'id', 'table_description': 'That a lead stayed silent and somebody was told, each step once.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadIdentity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('value', fields.CharField(max_length=260)),
                ('lead_id', fields.UUIDField(null=True, db_index=True)),
            ],
            options={'table': 'lead_identities', 'app': 'models', 'unique_together': (('dealer_id', 'value'),), 'pk_attr': 'id', 'table_description': 'Unique by (dealer, value), `lead_id` is the lead that whoever is known by it belongs to.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadMention',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('activity', fields.ForeignKeyField('models.LeadActivity', source_field='activity_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'lead_mentions', 'app': 'models', 'unique_together': (('activity_id', 'member_id'),), 'pk_attr': 'id', 'table_description': 'A colleague whom an activity names, and who is told of it.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadMerge',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('into', fields.ForeignKeyField('models.Lead', source_field='into_id', db_constraint=True, to_field='id', related_name='merges', on_delete=OnDelete.CASCADE)),
                ('merged', fields.ForeignKeyField('models.Lead', source_field='merged_id', db_constraint=True, to_field='id', related_name='merged_by', on_delete=OnDelete.CASCADE)),
                ('touches', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('identities', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('merged_by_id', fields.UUIDField()),
                ('merged_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('parted_by_id', fields.UUIDField(null=True)),
                ('parted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lead_merges', 'app': 'models', 'indexes': [Index(fields=['into_id', 'id']), Index(fields=['merged_id', 'id'])], 'pk_attr': 'id', 'table_description': 'That a lead became part of another, with what went over, so that it can come back.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadTask',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('lead', fields.ForeignKeyField('models.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('title', fields.CharField(max_length=200)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('assignee_id', fields.UUIDField()),
                ('created_by_id', fields.UUIDField()),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('done_by_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'lead_tasks', 'app': 'models', 'indexes': [Index(fields=['lead_id', 'id']), Index(fields=['done_at', 'due_at'])], 'pk_attr': 'id', 'table_description': "Something that is to be done about a lead by then, by one of the dealer's staff."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Payment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('appointment', fields.OneToOneField('models.Appointment', source_field='appointment_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('provider', fields.CharField(max_length=20)),
                ('amount_fen', fields.IntField()),
                ('address', fields.CharField(default='', max_length=500)),
                ('paid_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('refund_requested_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('refunded_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payments', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One per appointment that costs something, known to the provider by its id in hexadecimal.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='PaymentNotice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('provider', fields.CharField(max_length=20)),
                ('notice_id', fields.CharField(max_length=80)),
                ('kind', fields.CharEnumField(description='PAID: PAID\nREFUNDED: REFUNDED', enum_type=NoticeKind, max_length=8)),
                ('reference', fields.CharField(max_length=80)),
                ('amount_fen', fields.BigIntField()),
                ('currency', fields.CharField(max_length=8)),
                ('said_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('verdict', fields.CharEnumField(description='TAKEN: TAKEN\nREFERENCE_UNKNOWN: REFERENCE_UNKNOWN\nAMOUNT_WRONG: AMOUNT_WRONG', enum_type=NoticeVerdict, max_length=20)),
                ('heard_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_notices', 'app': 'models', 'unique_together': (('provider', 'notice_id'),), 'pk_attr': 'id', 'table_description': "What a provider said, as it said it, unique by (provider, the notice's own id)."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='ReferralCode',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('code', fields.CharField(unique=True, max_length=8)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'referral_codes', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One active per member, a retired one is good for nothing more.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Referral',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('inviter', fields.ForeignKeyField('models.Member', source_field='inviter_id', db_constraint=True, to_field='id', related_name='invited', on_delete=OnDelete.CASCADE)),
                ('invitee', fields.OneToOneField('models.Member', source_field='invitee_id', db_constraint=True, to_field='id', related_name='referral', on_delete=OnDelete.CASCADE)),
                ('code', fields.ForeignKeyField('models.ReferralCode', source_field='code_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('shows_name', fields.BooleanField(default=False)),
                ('claimed_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('lapses_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('flag', fields.CharEnumField(null=True, description='SAME_PERSON: SAME_PERSON\nRING: RING', enum_type=ReferralFlag, max_length=12)),
                ('flagged_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('verdict', fields.CharEnumField(null=True, description='CLEARED: CLEARED\nVOIDED: VOIDED', enum_type=ReferralVerdict, max_length=8)),
                ('verdict_by_id', fields.UUIDField(null=True)),
                ('verdict_reason', fields.CharField(default='', max_length=500)),
                ('verdict_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'referrals', 'app': 'models', 'indexes': [Index(fields=['inviter_id', 'id']), Index(fields=['flagged_at', 'id'])], 'pk_attr': 'id', 'table_description': 'One per friend, never a member themselves, `code_id` is the code that they named.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='ReferralStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('referral', fields.ForeignKeyField('models.Referral', source_field='referral_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('stage', fields.CharEnumField(description='REGISTERED: REGISTERED\nLEAD: LEAD\nTEST_DRIVE: TEST_DRIVE\nORDERED: ORDERED\nDELIVERED: DELIVERED\nLAPSED: LAPSED', enum_type=ReferralStage, max_length=12)),
                ('source_id', fields.UUIDField()),
                ('reached_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reversed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'referral_steps', 'app': 'models', 'unique_together': (('referral_id', 'stage', 'source_id'),), 'pk_attr': 'id', 'table_description': 'Unique by (referral, stage, source), the source being what the step came of, as a lead.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Touch',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('lead', fields.ForeignKeyField('models.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('contact', fields.ForeignKeyField('models.Contact', source_field='contact_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('source', fields.CharEnumField(description='CHECK_IN: CHECK_IN\nSTAND: STAND\nREFERRAL: REFERRAL\nSTORE_BOOKING: STORE_BOOKING\nTEST_DRIVE_BOOKING: TEST_DRIVE_BOOKING\nLIVESTREAM: LIVESTREAM\nWEB_FORM: WEB_FORM\nIMPORT: IMPORT\nRECYCLED: RECYCLED', enum_type=LeadSource, max_length=20)),
                ('ref', fields.UUIDField()),
                ('medium', fields.CharField(default='', max_length=80)),
                ('campaign', fields.CharField(default='', max_length=80)),
                ('content', fields.CharField(default='', max_length=80)),
                ('event_id', fields.UUIDField(null=True)),
                ('seat_id', fields.UUIDField(null=True)),
                ('host_id', fields.UUIDField(null=True)),
                ('referrer_id', fields.UUIDField(null=True)),
                ('answers', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'touches', 'app': 'models', 'unique_together': (('dealer_id', 'source', 'ref'),), 'indexes': [Index(fields=['lead_id', 'at']), Index(fields=['contact_id', 'dealer_id'])], 'pk_attr': 'id', 'table_description': 'Unique by (dealer, source, ref), so that what is told twice counts once.'},
            bases=['Noun'],
        ),
        ops.AddField(
            model_name='Dealer',
            name='acknowledge_minutes',
            field=fields.IntField(default=30),
        ),
        ops.AddField(
            model_name='Dealer',
            name='lead_window_days',
            field=fields.IntField(default=90),
        ),
        ops.AddField(
            model_name='Dealer',
            name='opening_hours',
            field=fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AlterField(
            model_name='Grant',
            name='role',
            field=fields.CharEnumField(description='OPERATOR: OPERATOR\nCIRCLE_HOST: CIRCLE_HOST\nGROUP_OWNER: GROUP_OWNER\nGROUP_MODERATOR: GROUP_MODERATOR\nVENUE_STAFF: VENUE_STAFF\nDEALER_STAFF: DEALER_STAFF\nDEALER_MANAGER: DEALER_MANAGER', enum_type=Role, max_length=24),
        ),
        ops.AlterModelOptions(
            name='Lead',
            options={'table': 'leads', 'app': 'models', 'indexes': [Index(fields=['dealer_id', 'id']), Index(fields=['contact_id', 'dealer_id']), Index(fields=['state', 'escalate_at'])], 'pk_attr': 'id', 'table_description': "A person with a dealer, whoever comes again within the dealer's window is the same lead."},
        ),
        ops.AlterField(
            model_name='Lead',
            name='state',
            field=fields.CharEnumField(default=LeadState.NEW, description='NEW: NEW\nACKNOWLEDGED: ACKNOWLEDGED\nCONTACTED: CONTACTED\nTEST_DRIVE: TEST_DRIVE\nOFFER: OFFER\nWON: WON\nLOST: LOST\nRECYCLED: RECYCLED', enum_type=LeadState, max_length=12),
        ),
        ops.AddField(
            model_name='Lead',
            name='acknowledge_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Lead',
            name='acknowledged_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Lead',
            name='assignee_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Lead',
            name='contacted_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Lead',
            name='escalate_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Lead',
            name='merged_into_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Lead',
            name='recycled_to_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Lead',
            name='source',
            field=fields.CharEnumField(default=LeadSource.CHECK_IN, description='CHECK_IN: CHECK_IN\nSTAND: STAND\nREFERRAL: REFERRAL\nSTORE_BOOKING: STORE_BOOKING\nTEST_DRIVE_BOOKING: TEST_DRIVE_BOOKING\nLIVESTREAM: LIVESTREAM\nWEB_FORM: WEB_FORM\nIMPORT: IMPORT\nRECYCLED: RECYCLED', enum_type=LeadSource, max_length=20),
        ),
        ops.AddField(
            model_name='Lead',
            name='touched_at',
            field=fields.DatetimeField(default=now, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name='Lead',
            index=Index(fields=['contact_id', 'dealer_id']),
        ),
        ops.AddIndex(
            model_name='Lead',
            index=Index(fields=['state', 'escalate_at']),
        ),
        ops.AlterField(
            model_name='LeadChange',
            name='kind',
            field=fields.CharEnumField(description='CAPTURED: CAPTURED\nUPDATED: UPDATED\nWITHDRAWN: WITHDRAWN\nMERGED: MERGED\nRECYCLED: RECYCLED', enum_type=LeadChangeKind, max_length=12),
        ),
        ops.AlterField(
            model_name='LeadMove',
            name='from_state',
            field=fields.CharEnumField(description='NEW: NEW\nACKNOWLEDGED: ACKNOWLEDGED\nCONTACTED: CONTACTED\nTEST_DRIVE: TEST_DRIVE\nOFFER: OFFER\nWON: WON\nLOST: LOST\nRECYCLED: RECYCLED', enum_type=LeadState, max_length=12),
        ),
        ops.AlterField(
            model_name='LeadMove',
            name='to_state',
            field=fields.CharEnumField(description='NEW: NEW\nACKNOWLEDGED: ACKNOWLEDGED\nCONTACTED: CONTACTED\nTEST_DRIVE: TEST_DRIVE\nOFFER: OFFER\nWON: WON\nLOST: LOST\nRECYCLED: RECYCLED', enum_type=LeadState, max_length=12),
        ),
    ]
