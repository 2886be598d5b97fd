from tortoise import migrations
from tortoise.migrations import operations as ops
from models.clock import now
from models.conflicts import ConflictKind
from models.grants import Role
from models.ids import new
from models.lead_activities import ActivityKind
from models.lead_changes import LeadChangeKind
from models.lead_clocks import EscalationStep
from models.leads import LeadState
from models.touches import LeadSource
from models.webhook_deliveries.rows import AttemptFailure, DeliveryState, WebhookEvent
from models.webhook_endpoints import PauseReason
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
            name='RosterEntry',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('weight', fields.IntField(default=1)),
                ('opening_hours', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('absences', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('most_open', fields.IntField(null=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'roster_entries', 'app': 'models', 'unique_together': (('dealer_id', 'member_id'),), 'pk_attr': 'id', 'table_description': 'One per dealer and member, whoever has none is assigned no leads.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='RoutingFacts',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('facts', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'routing_facts', 'app': 'models', 'pk_attr': 'id', 'table_description': 'What was true of all dealers, or of one roster, kept once under the hash of its content.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadRouting',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('lead', fields.ForeignKeyField('models.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('facts', fields.ForeignKeyField('models.RoutingFacts', source_field='facts_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('seq', fields.BigIntField()),
                ('loads', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('credits', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('scores', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('refusals', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('assignee_id', fields.UUIDField(null=True)),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lead_routings', 'app': 'models', 'unique_together': (('dealer_id', 'seq'),), 'indexes': [Index(fields=['lead_id', 'id']), Index(fields=['dealer_id', 'assignee_id', 'ended_at'])], 'pk_attr': 'id', 'table_description': 'Who at its dealer got a lead and why, numbered for each dealer without a gap.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='RoutingRules',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('version', fields.IntField(unique=True)),
                ('rules', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('note', fields.CharField(default='', max_length=500)),
                ('created_by_id', fields.UUIDField(null=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('activates_at', fields.DatetimeField(null=True, unique=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'routing_rules', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A version of the rules, never edited. It is a draft until it has a time to come into force.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='RoutingDecision',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('rules', fields.ForeignKeyField('models.RoutingRules', source_field='rules_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('facts', fields.ForeignKeyField('models.RoutingFacts', source_field='facts_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('interest', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('rule', fields.CharField(default='', max_length=60)),
                ('passed', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('scores', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('refusals', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('seq', fields.BigIntField(null=True)),
                ('credits', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('asked_by_id', fields.UUIDField(null=True)),
                ('lead_id', fields.UUIDField(null=True, unique=True)),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'routing_decisions', 'app': 'models', 'indexes': [Index(fields=['at', 'id'])], 'pk_attr': 'id', 'table_description': 'Which dealer a person is proposed and why, told by `interest` without saying who they are.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='RoutingTurn',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('scope_id', fields.UUIDField()),
                ('rule', fields.CharField(default='', max_length=60)),
                ('seq', fields.BigIntField(default=0)),
                ('credits', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'routing_turns', 'app': 'models', 'unique_together': (('scope_id', 'rule'),), 'pk_attr': 'id', 'table_description': "Whose turn it is: of a dealer's staff, or between the dealers of one rule of a version."},
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
        ops.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('url', fields.CharField(max_length=500)),
                ('description', fields.CharField(default='', max_length=200)),
                ('sealed_secret', fields.BinaryField()),
                ('sealed_previous_secret', fields.BinaryField(null=True)),
                ('previous_secret_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('queued_seq', fields.BigIntField()),
                ('leased_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('paused_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('pause_reason', fields.CharEnumField(null=True, description='GONE: GONE\nFAILING: FAILING', enum_type=PauseReason, max_length=12)),
                ('first_failed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure_count', fields.IntField(default=0)),
                ('last_delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'webhook_endpoints', 'app': 'models', 'indexes': [Index(fields=['dealer_id', 'id'])], 'pk_attr': 'id', 'table_description': "Sent each change of its dealer's leads after `queued_seq` at its making."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('endpoint', fields.ForeignKeyField('models.WebhookEndpoint', source_field='endpoint_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('event', fields.CharEnumField(description='LEAD_CAPTURED: LEAD_CAPTURED\nLEAD_UPDATED: LEAD_UPDATED\nLEAD_WITHDRAWN: LEAD_WITHDRAWN\nPING: PING', enum_type=WebhookEvent, max_length=16)),
                ('lead_id', fields.UUIDField(null=True)),
                ('seq', fields.BigIntField(null=True)),
                ('happened_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(default=DeliveryState.PENDING, description='PENDING: PENDING\nDELIVERED: DELIVERED\nDEAD: DEAD', enum_type=DeliveryState, max_length=12)),
                ('is_aside', fields.BooleanField(default=False)),
                ('failure_count', fields.IntField(default=0)),
                ('due_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(default=now, db_index=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'webhook_deliveries', 'app': 'models', 'unique_together': (('endpoint_id', 'seq'),), 'indexes': [Index(fields=['endpoint_id', 'id'])], 'pk_attr': 'id', 'table_description': "Its id is the message's own, the same at each attempt, and `seq` that of the lead change."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('delivery', fields.ForeignKeyField('models.WebhookDelivery', source_field='delivery_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('duration_ms', fields.IntField()),
                ('status', fields.IntField(null=True)),
                ('failure', fields.CharEnumField(null=True, description='NAME_UNKNOWN: NAME_UNKNOWN\nADDRESS_FORBIDDEN: ADDRESS_FORBIDDEN\nNO_CONNECTION: NO_CONNECTION\nNO_ENCRYPTION: NO_ENCRYPTION\nNO_ANSWER: NO_ANSWER\nANSWER_UNREADABLE: ANSWER_UNREADABLE\nREDIRECTED: REDIRECTED\nREFUSED: REFUSED', enum_type=AttemptFailure, max_length=20)),
            ],
            options={'table': 'webhook_attempts', 'app': 'models', 'indexes': [Index(fields=['delivery_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One attempt, append-only: what the endpoint answered, or why it did not, and how soon.'},
            bases=['Noun'],
        ),
        ops.AlterField(
            model_name='Conflict',
            name='kind',
            field=fields.CharEnumField(description='DOUBLE: DOUBLE\nCANCELLED: CANCELLED\nREPLACED: REPLACED\nREALLOCATED: REALLOCATED\nRETIRED_KEY: RETIRED_KEY\nOVERFULL: OVERFULL\nOTHER: OTHER', enum_type=ConflictKind, max_length=12),
        ),
        ops.AddField(
            model_name='Dealer',
            name='acknowledge_minutes',
            field=fields.IntField(default=30),
        ),
        ops.AddField(
            model_name='Dealer',
            name='latitude',
            field=fields.FloatField(null=True),
        ),
        ops.AddField(
            model_name='Dealer',
            name='lead_window_days',
            field=fields.IntField(default=90),
        ),
        ops.AddField(
            model_name='Dealer',
            name='longitude',
            field=fields.FloatField(null=True),
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
        ops.AddField(
            model_name='Registration',
            name='walk_in_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Seat',
            name='link_id',
            field=fields.UUIDField(null=True, unique=True),
        ),
        ops.AddField(
            model_name='Seat',
            name='reallocated_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
