from tortoise import migrations
from tortoise.migrations import operations as ops
from models.clock import now
from models.conflicts import ConflictKind, Settlement
from models.door_changes import DoorChangeKind
from models.doors import NameShown, Reentry
from models.ids import new
from models.lead_questions import QuestionKind
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Conflict',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('seat', fields.ForeignKeyField('models.Seat', source_field='seat_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('event_id', fields.UUIDField()),
                ('kind', fields.CharEnumField(description='DOUBLE: DOUBLE\nCANCELLED: CANCELLED\nREPLACED: REPLACED\nOTHER: OTHER', enum_type=ConflictKind, max_length=12)),
                ('scan_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('found_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_by_id', fields.UUIDField(null=True)),
                ('settlement', fields.CharEnumField(null=True, description='HARMLESS: HARMLESS\nINTRUDER: INTRUDER\nMISTAKE: MISTAKE', enum_type=Settlement, max_length=12)),
                ('note', fields.CharField(default='', max_length=500)),
            ],
            options={'table': 'conflicts', 'app': 'models', 'unique_together': (('seat_id', 'kind'),), 'indexes': [Index(fields=['event_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One per seat and kind, `scan_ids` are the rows of its scans, the earliest first.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Door',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('event', fields.OneToOneField('models.Event', source_field='event_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('opens_minutes', fields.IntField(null=True)),
                ('closes_minutes', fields.IntField(null=True)),
                ('reentry', fields.CharEnumField(default=Reentry.AFTER_EXIT, description='AFTER_EXIT: AFTER_EXIT\nNEVER: NEVER', enum_type=Reentry, max_length=12)),
                ('is_daily', fields.BooleanField(default=False)),
                ('is_per_hall', fields.BooleanField(default=False)),
                ('has_walk_ins', fields.BooleanField(default=True)),
                ('name_shown', fields.CharEnumField(default=NameShown.FULL, description='FULL: FULL\nINITIAL: INITIAL\nNONE: NONE', enum_type=NameShown, max_length=8)),
                ('manifest_hours', fields.IntField(default=24)),
                ('grace_minutes', fields.IntField(default=240)),
                ('seq', fields.BigIntField(default=0)),
                ('floor', fields.BigIntField(default=0)),
            ],
            options={'table': 'doors', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One per event, an event without one goes by the defaults.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='DoorChange',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('event_id', fields.UUIDField()),
                ('kind', fields.CharEnumField(description='SCAN: SCAN\nUNDO: UNDO\nSEAT: SEAT', enum_type=DoorChangeKind, max_length=8)),
                ('subject_id', fields.UUIDField()),
                ('seq', fields.BigIntField(null=True)),
                ('at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'door_changes', 'app': 'models', 'unique_together': (('event_id', 'seq'),), 'indexes': [Index(fields=['seq', 'id'])], 'pk_attr': 'id', 'table_description': 'Inserted unnumbered by the verb, one relay gives committed rows their `seq`.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Edge',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('event', fields.ForeignKeyField('models.Event', source_field='event_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=80)),
                ('address', fields.CharField(default='', max_length=200)),
                ('credential_hash', fields.CharField(unique=True, max_length=64)),
                ('paired_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('clock_offset_ms', fields.BigIntField(default=0)),
            ],
            options={'table': 'edges', 'app': 'models', 'pk_attr': 'id', 'table_description': "Paired with one event, its credential fetches the event's copy and hands in what it heard."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='HeardBatch',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('device', fields.ForeignKeyField('models.Device', source_field='device_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('text', fields.TextField(unique=False)),
                ('signature', fields.BinaryField()),
                ('received_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('relayed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'heard_batches', 'app': 'models', 'indexes': [Index(fields=['relayed_at', 'id'])], 'pk_attr': 'id', 'table_description': "On an edge only, `text` and `signature` are the tablet's, for the cloud to check."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='LeadQuestion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
                ('kind', fields.CharEnumField(description='CHOICE: CHOICE\nTEXT: TEXT', enum_type=QuestionKind, max_length=8)),
                ('wording', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('choices', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('is_required', fields.BooleanField(default=False)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lead_questions', 'app': 'models', 'indexes': [Index(fields=['dealer_id', 'position'])], 'pk_attr': 'id', 'table_description': "Never edited: a dealer's new list retires the old one, so that answers keep their question."},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='Presence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('seat', fields.OneToOneField('models.Seat', source_field='seat_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('event_id', fields.UUIDField()),
                ('hall_id', fields.UUIDField()),
                ('gate_id', fields.UUIDField()),
                ('is_inside', fields.BooleanField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'presences', 'app': 'models', 'indexes': [Index(fields=['event_id', 'is_inside'])], 'pk_attr': 'id', 'table_description': 'One per seat: the last passage that counted, in or out, and the hall that it led into.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='ScanUndo',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('device', fields.ForeignKeyField('models.Device', source_field='device_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('scan_id', fields.UUIDField()),
                ('said_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('received_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'scan_undos', 'app': 'models', 'unique_together': (('device_id', 'scan_id'),), 'pk_attr': 'id', 'table_description': 'A tablet took a scan of its own back: it did not happen. It may arrive before the scan.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='StaffPin',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('venue', fields.ForeignKeyField('models.Venue', source_field='venue_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('salt', fields.BinaryField()),
                ('iterations', fields.IntField()),
                ('pin_hash', fields.BinaryField()),
                ('set_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'staff_pins', 'app': 'models', 'unique_together': (('venue_id', 'member_id'),), 'pk_attr': 'id', 'table_description': 'One per member and venue: PBKDF2-HMAC-SHA-256 of the PIN, which tablets check themselves.'},
            bases=['Noun'],
        ),
        ops.CreateModel(
            name='StandLead',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new, unique=True, db_index=True)),
                ('device', fields.ForeignKeyField('models.Device', source_field='device_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('said_id', fields.UUIDField()),
                ('event_id', fields.UUIDField(db_index=True)),
                ('dealer', fields.ForeignKeyField('models.Dealer', source_field='dealer_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('token', fields.CharField(default='', max_length=256)),
                ('seat_id', fields.UUIDField(null=True, db_index=True)),
                ('name', fields.CharField(default='', max_length=80)),
                ('phone', fields.CharField(default='', max_length=32)),
                ('email', fields.CharField(default='', max_length=254)),
                ('language', fields.CharField(default='en', max_length=8)),
                ('answers', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('receipt', fields.TextField(unique=False)),
                ('signature', fields.BinaryField()),
                ('said_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('clock_offset_ms', fields.BigIntField(default=0)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('is_time_suspect', fields.BooleanField(default=False)),
                ('received_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('refusal', fields.CharField(default='', max_length=32)),
                ('contact_id', fields.UUIDField(null=True, db_index=True)),
                ('lead_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'stand_leads', 'app': 'models', 'unique_together': (('device_id', 'said_id'),), 'pk_attr': 'id', 'table_description': 'Unique by (device, said id), refused ones too.'},
            bases=['Noun'],
        ),
        ops.AlterModelOptions(
            name='CheckIn',
            options={'table': 'check_ins', 'app': 'models', 'pk_attr': 'id', 'table_description': 'The first admission of a seat that counts: by corrected time, then scan id.'},
        ),
        ops.AddField(
            model_name='Consent',
            name='device_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Consent',
            name='receipt',
            field=fields.TextField(default='', unique=False),
        ),
        ops.AddField(
            model_name='Consent',
            name='signature',
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name='Device',
            name='app_version',
            field=fields.CharField(default='', max_length=32),
        ),
        ops.AddField(
            model_name='Device',
            name='battery_percent',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='Device',
            name='unsent_count',
            field=fields.IntField(default=0),
        ),
        ops.AlterModelOptions(
            name='Lead',
            options={'table': 'leads', 'app': 'models', 'indexes': [Index(fields=['dealer_id', 'id'])], 'pk_attr': 'id', 'table_description': "One per dealer, contact and event, out of the dealer's sight once withdrawn."},
        ),
        ops.AddField(
            model_name='Lead',
            name='answers',
            field=fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='PairingCode',
            name='edge_event_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AlterField(
            model_name='Registration',
            name='member',
            field=fields.ForeignKeyField('models.Member', source_field='member_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='Registration',
            name='device_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Scan',
            name='is_alone',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='Scan',
            name='override_by_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Scan',
            name='override_reason',
            field=fields.CharField(default='', max_length=200),
        ),
        ops.AddField(
            model_name='Scan',
            name='shown',
            field=fields.CharField(default='', max_length=16),
        ),
        ops.AddIndex(
            model_name='Seat',
            index=Index(fields=['event_id', 'id']),
        ),
    ]
